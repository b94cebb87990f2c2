// SPDX-License-Identifier: Apache-2.0
package dev.upq.introspect;

/** Whether a routine may run in a parallel worker. */
public enum ParallelSafety implements Coded {
  SAFE('s'),
  RESTRICTED('r'),
  UNSAFE('u');

  private final char code;

  ParallelSafety(char code) {
    this.code = code;
  }

  @Override
  public char code() {
    return code;
  }
}
