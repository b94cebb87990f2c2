// SPDX-License-Identifier: Apache-2.0
package dev.upq.type;

/**
 * A library of codecs, found by {@link java.util.ServiceLoader}: declare it with {@code provides
 * dev.upq.type.CodecProvider with ...} in the module's declaration, or in {@code
 * META-INF/services}. Implementations have a public constructor without parameters and no state.
 */
public interface CodecProvider {

  /**
   * Adds what the library has: types of fixed oids with {@link PgTypeRegistry.Builder#type}, those
   * of an extension, whose oids differ from database to database, with {@link
   * PgTypeRegistry.Builder#named}, and classes with {@link PgTypeRegistry.Builder#javaType}.
   */
  void register(PgTypeRegistry.Builder types);
}
