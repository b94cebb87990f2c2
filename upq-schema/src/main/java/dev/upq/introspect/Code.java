// SPDX-License-Identifier: Apache-2.0
package dev.upq.introspect;

import java.util.Locale;

/**
 * A value that the catalogues write as one letter: one that this library knows, or the letter
 * itself where the server is newer than it. Immutable.
 */
public sealed interface Code<E extends Enum<E>> {

  /** One that is known. */
  record Known<E extends Enum<E>>(E value) implements Code<E> {

    /** In lower case, with blanks. */
    @Override
    public String toString() {
      return value.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
  }

  /** One that is not. */
  record Unknown<E extends Enum<E>>(String code) implements Code<E> {

    @Override
    public String toString() {
      return "Unknown('" + code + "')";
    }
  }

  /** Whether it is that one. */
  default boolean is(E value) {
    return this instanceof Known<E> known && known.value() == value;
  }
}
