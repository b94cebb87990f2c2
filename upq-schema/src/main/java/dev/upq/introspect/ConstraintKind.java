// SPDX-License-Identifier: Apache-2.0
package dev.upq.introspect;

/** What a constraint asks for. */
public enum ConstraintKind implements Coded {
  PRIMARY_KEY('p'),
  UNIQUE('u'),
  FOREIGN_KEY('f'),
  CHECK('c'),
  EXCLUSION('x'),
  /** Of a column or a domain, since PostgreSQL 18 with a name. */
  NOT_NULL('n'),
  /** A constraint trigger; it stands among the triggers. */
  TRIGGER('t');

  private final char code;

  ConstraintKind(char code) {
    this.code = code;
  }

  @Override
  public char code() {
    return code;
  }
}
