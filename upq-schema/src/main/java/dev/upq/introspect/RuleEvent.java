// SPDX-License-Identifier: Apache-2.0
package dev.upq.introspect;

/** Which command a rule rewrites. */
public enum RuleEvent implements Coded {
  SELECT('1'),
  UPDATE('2'),
  INSERT('3'),
  DELETE('4');

  private final char code;

  RuleEvent(char code) {
    this.code = code;
  }

  @Override
  public char code() {
    return code;
  }
}
