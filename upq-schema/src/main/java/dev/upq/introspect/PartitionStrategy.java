// SPDX-License-Identifier: Apache-2.0
package dev.upq.introspect;

/** How rows are spread over partitions. */
public enum PartitionStrategy implements Coded {
  LIST('l'),
  RANGE('r'),
  HASH('h');

  private final char code;

  PartitionStrategy(char code) {
    this.code = code;
  }

  @Override
  public char code() {
    return code;
  }
}
