// SPDX-License-Identifier: Apache-2.0
package dev.upq.bench;

/** Something that ends the comparison, told in one line. */
final class BenchException extends RuntimeException {

  private static final long serialVersionUID = 1;

  BenchException(String message) {
    super(message);
  }

  BenchException(String message, Throwable cause) {
    super(message, cause);
  }
}
