// SPDX-License-Identifier: Apache-2.0
package dev.upq.introspect;

/** What becomes of a row whose referenced row goes or changes. */
public enum ReferenceAction implements Coded {
  NO_ACTION('a'),
  RESTRICT('r'),
  CASCADE('c'),
  SET_NULL('n'),
  SET_DEFAULT('d');

  private final char code;

  ReferenceAction(char code) {
    this.code = code;
  }

  @Override
  public char code() {
    return code;
  }
}
