// SPDX-License-Identifier: Apache-2.0
package dev.upq.introspect;

/** What a foreign key of several columns means where some are NULL. */
public enum ReferenceMatch implements Coded {
  FULL('f'),
  PARTIAL('p'),
  SIMPLE('s');

  private final char code;

  ReferenceMatch(char code) {
    this.code = code;
  }

  @Override
  public char code() {
    return code;
  }
}
