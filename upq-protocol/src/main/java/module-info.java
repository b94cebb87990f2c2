// SPDX-License-Identifier: Apache-2.0
/**
 * Bytes and what they mean: the PostgreSQL frontend/backend protocol, its authentication and its
 * types.
 */
module dev.upq.protocol {
  requires static transitive org.jspecify;

  exports dev.upq.auth;
  exports dev.upq.bytes;
  exports dev.upq.codec;
  exports dev.upq.fault;
  exports dev.upq.sql;
  exports dev.upq.type;
  exports dev.upq.wire;

  uses dev.upq.type.CodecProvider;
}
