// SPDX-License-Identifier: Apache-2.0
package dev.upq.connection;

/**
 * How a batch is carried out; see {@link BatchSession#executeBatch(BatchMode, String, Iterable)}.
 */
public enum BatchMode {
  /** One execution a row, pipelined: for any statement, with the count of every row. */
  EACH_ROW,

  /**
   * One execution for up to 1,000 rows, where the statement is an insert of parameters and
   * constants; as {@link #EACH_ROW} where it is not. Several times as fast.
   */
  MULTI_ROW
}
