// SPDX-License-Identifier: Apache-2.0
package dev.upq.jackson;

import dev.upq.type.CodecProvider;
import dev.upq.type.PgTypeRegistry;
import tools.jackson.databind.JsonNode;

/**
 * Puts {@link PgJson} and Jackson's {@code JsonNode} down for json and jsonb; {@link
 * PgTypeRegistry.Builder#providers} finds it. Immutable: it has no state.
 */
public final class JacksonCodecs implements CodecProvider {

  /** For {@link java.util.ServiceLoader}. */
  public JacksonCodecs() {}

  @Override
  public void register(PgTypeRegistry.Builder types) {
    types
        .javaType(JsonCodec.JSON, new DocumentCodec(false))
        .javaType(JsonCodec.JSONB, new DocumentCodec(true));
    PgJson.of(JsonNode.class).register(types);
  }
}
