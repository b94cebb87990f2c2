// SPDX-License-Identifier: Apache-2.0
/** Values of json and jsonb as records, through Jackson. */
module dev.upq.jackson {
  requires static transitive org.jspecify;
  requires transitive dev.upq.protocol;
  requires transitive tools.jackson.databind;

  exports dev.upq.jackson;

  provides dev.upq.type.CodecProvider with
      dev.upq.jackson.JacksonCodecs;
}
