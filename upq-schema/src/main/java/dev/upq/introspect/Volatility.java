// SPDX-License-Identifier: Apache-2.0
package dev.upq.introspect;

/** What a routine's result depends on. */
public enum Volatility implements Coded {
  /** On its arguments alone. */
  IMMUTABLE('i'),
  /** On the database too, as it is during one statement. */
  STABLE('s'),
  VOLATILE('v');

  private final char code;

  Volatility(char code) {
    this.code = code;
  }

  @Override
  public char code() {
    return code;
  }
}
