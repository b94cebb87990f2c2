// SPDX-License-Identifier: Apache-2.0
package dev.upq.connection;

import dev.upq.fault.PgUsageException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Rows of values turned into one list for each column. Stateless. */
final class ColumnArrays {

  private ColumnArrays() {}

  /**
   * A list of all first values, a list of all second ones, and so on; none where there are no rows.
   *
   * @throws PgUsageException where a row is longer or shorter than the first
   */
  static List<@Nullable Object>[] of(Iterable<@Nullable Object[]> rows) {
    List<List<@Nullable Object>> columns = new ArrayList<>();
    int number = 0;
    for (@Nullable Object[] row : rows) {
      if (number == 0) {
        for (int i = 0; i < row.length; i++) {
          columns.add(new ArrayList<>());
        }
      } else if (row.length != columns.size()) {
        throw new PgUsageException(
            "row "
                + number
                + " of the batch (counted from 0) has "
                + row.length
                + " values, the first has "
                + columns.size());
      }
      for (int i = 0; i < row.length; i++) {
        columns.get(i).add(row[i]);
      }
      number++;
    }
    @SuppressWarnings({"unchecked", "rawtypes"})
    List<@Nullable Object>[] arrays = columns.toArray(new List[0]);
    return arrays;
  }
}
