// SPDX-License-Identifier: Apache-2.0
package dev.upq.introspect;

/** Which commands a row security policy is about. */
public enum PolicyCommand implements Coded {
  ALL('*'),
  SELECT('r'),
  INSERT('a'),
  UPDATE('w'),
  DELETE('d');

  private final char code;

  PolicyCommand(char code) {
    this.code = code;
  }

  @Override
  public char code() {
    return code;
  }
}
