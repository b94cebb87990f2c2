// SPDX-License-Identifier: Apache-2.0
package dev.upq.introspect;

/** What a routine is. */
public enum RoutineKind implements Coded {
  FUNCTION('f'),
  PROCEDURE('p'),
  AGGREGATE('a'),
  WINDOW('w');

  private final char code;

  RoutineKind(char code) {
    this.code = code;
  }

  @Override
  public char code() {
    return code;
  }
}
