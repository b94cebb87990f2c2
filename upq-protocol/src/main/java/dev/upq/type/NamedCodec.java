// SPDX-License-Identifier: Apache-2.0
package dev.upq.type;

/**
 * Makes the codec of a type that is known by name only, once the catalogue has told what it is.
 * Implementations are thread-safe.
 */
@FunctionalInterface
public interface NamedCodec {

  /**
   * The codec of that type. It may keep the description; where it needs other types it gets them in
   * {@link Codec#boundTo}.
   */
  Codec<?> codec(TypeDescription type);
}
