// SPDX-License-Identifier: Apache-2.0
package dev.upq.introspect;

/** What a table is; a partition is one with {@link Table#partitionOf()}. */
public enum TableKind implements Coded {
  ORDINARY('r'),
  PARTITIONED('p'),
  VIEW('v'),
  MATERIALIZED_VIEW('m'),
  FOREIGN('f');

  private final char code;

  TableKind(char code) {
    this.code = code;
  }

  @Override
  public char code() {
    return code;
  }
}
