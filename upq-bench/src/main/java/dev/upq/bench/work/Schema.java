// SPDX-License-Identifier: Apache-2.0
package dev.upq.bench.work;

/** The tables that all workloads share, in a schema of their own. Stateless. */
public final class Schema {

  public static final String DROP = "drop schema if exists upq_bench cascade";

  private Schema() {}

  /** Statements that make and fill them, with {@code rows} facts. */
  public static String create(int rows) {
    return DROP
        + ";create schema upq_bench;"
        + PointSelect.schema()
        + InsertRows.schema()
        + ManyRows.schema(rows)
        + "analyze;";
  }

  /** What makes the tables again as they were before a round. */
  public static final String TIDY = "truncate upq_bench.inserted, upq_bench.copied";
}
