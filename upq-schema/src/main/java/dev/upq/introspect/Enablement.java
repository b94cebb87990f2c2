// SPDX-License-Identifier: Apache-2.0
package dev.upq.introspect;

/** In which sessions a trigger or rule fires, by session_replication_role. */
public enum Enablement implements Coded {
  /** Origin and local: the default. */
  ORIGIN('O'),
  DISABLED('D'),
  REPLICA('R'),
  ALWAYS('A');

  private final char code;

  Enablement(char code) {
    this.code = code;
  }

  @Override
  public char code() {
    return code;
  }
}
