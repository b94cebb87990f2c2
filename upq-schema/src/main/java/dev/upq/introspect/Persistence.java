// SPDX-License-Identifier: Apache-2.0
package dev.upq.introspect;

/** Whether a table outlives a crash, and its session. */
public enum Persistence implements Coded {
  PERMANENT('p'),
  UNLOGGED('u'),
  TEMPORARY('t');

  private final char code;

  Persistence(char code) {
    this.code = code;
  }

  @Override
  public char code() {
    return code;
  }
}
