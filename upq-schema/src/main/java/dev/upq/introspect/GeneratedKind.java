// SPDX-License-Identifier: Apache-2.0
package dev.upq.introspect;

/** When the value of a generated column is computed. */
public enum GeneratedKind implements Coded {
  /** When the row is written. */
  STORED('s'),
  /** When the row is read; since PostgreSQL 18. */
  VIRTUAL('v');

  private final char code;

  GeneratedKind(char code) {
    this.code = code;
  }

  @Override
  public char code() {
    return code;
  }
}
