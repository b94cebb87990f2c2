// SPDX-License-Identifier: Apache-2.0
package dev.upq.introspect;

/** Whether a value of one's own may be given to an identity column. */
public enum IdentityKind implements Coded {
  /** Only with OVERRIDING SYSTEM VALUE. */
  ALWAYS('a'),
  /** Where none is given, the sequence's next. */
  BY_DEFAULT('d');

  private final char code;

  IdentityKind(char code) {
    this.code = code;
  }

  @Override
  public char code() {
    return code;
  }
}
