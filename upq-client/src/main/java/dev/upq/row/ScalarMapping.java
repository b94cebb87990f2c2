// SPDX-License-Identifier: Apache-2.0
package dev.upq.row;

import dev.upq.fault.PgResultException;

/** A row of one column is that column's value. Immutable. */
final class ScalarMapping implements RowMapping {

  static final ScalarMapping INSTANCE = new ScalarMapping();

  private ScalarMapping() {}

  @Override
  public <T> RowMapper<T> mapper(Class<T> type, Columns columns) {
    if (columns.size() != 1) {
      throw new PgResultException(
          type.getName()
              + " is made of one column; the result has "
              + columns.size()
              + ": "
              + columns.names());
    }
    return row -> row.get(0, type);
  }
}
