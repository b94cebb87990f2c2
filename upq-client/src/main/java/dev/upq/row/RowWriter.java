// SPDX-License-Identifier: Apache-2.0
package dev.upq.row;

/**
 * Writes values of a Java type as rows: the reverse of {@link RowMapper}. Immutable, for any
 * thread. {@link RowMapping#writer} makes it.
 */
public interface RowWriter<T> {

  /** How many columns a row is written to. */
  int size();

  /** The index in the table's columns of the {@code i}-th value that is written. */
  int column(int i);

  /** What the {@code i}-th value is called in Java, for messages. */
  String component(int i);

  /**
   * Writes one row: a call on {@code out} for each of the columns, in their order.
   *
   * @throws dev.upq.fault.PgValueException where a value does not fit its column
   */
  void write(T value, RowEncoder out);
}
