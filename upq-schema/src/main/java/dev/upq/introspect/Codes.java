// SPDX-License-Identifier: Apache-2.0
package dev.upq.introspect;

/** Letters of the catalogues as values. Stateless. */
final class Codes {

  private Codes() {}

  /** The one among {@code values} with that letter. */
  static <E extends Enum<E> & Coded> Code<E> of(E[] values, String letter) {
    for (E value : values) {
      if (letter.length() == 1 && letter.charAt(0) == value.code()) {
        return new Code.Known<>(value);
      }
    }
    return new Code.Unknown<>(letter);
  }
}
