// SPDX-License-Identifier: Apache-2.0
package dev.upq.introspect.diagram;

import dev.upq.introspect.Column;
import dev.upq.introspect.Constraint;
import dev.upq.introspect.QualifiedName;
import dev.upq.introspect.Table;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * A table as it is drawn. Immutable.
 *
 * @param prefix its schema and a point, where the picture has tables of several; otherwise empty
 * @param note what it is beyond an ordinary table, and how many partitions it has; may be empty
 * @param rows its columns from the top
 * @param hidden how many columns have no row
 */
record Box(QualifiedName id, String prefix, String note, List<Row> rows, int hidden) {

  static final double HEADER = 32;
  static final double ROW = 22;
  private static final double FOOT = 7;
  private static final int MOST_ROWS = 24;

  /**
   * A column.
   *
   * @param key whether it is part of the primary key
   * @param foreign whether it is part of a foreign key
   */
  record Row(String name, String type, boolean key, boolean foreign, boolean nullable) {}

  Box {
    rows = List.copyOf(rows);
  }

  static Box of(Table table, String prefix, int partitions) {
    Set<String> foreign = new HashSet<>();
    table.foreignKeys().forEach(key -> foreign.addAll(key.columns()));
    Set<String> keys = new HashSet<>(table.primaryKey());
    List<Row> rows = new ArrayList<>();
    int plain = MOST_ROWS - foreign.size() - keys.size();
    boolean all = table.columns().size() <= MOST_ROWS;
    for (Column column : table.columns()) {
      boolean key = keys.contains(column.name());
      boolean references = foreign.contains(column.name());
      if (all || key || references || plain-- > 0) {
        rows.add(
            new Row(
                column.name(),
                ShortType.of(column.type(), table.id().schema()),
                key,
                references,
                column.notNull().isEmpty()));
      }
    }
    int hidden = table.columns().size() - rows.size();
    return new Box(table.id(), prefix, note(table, partitions), rows, hidden);
  }

  private static String note(Table table, int partitions) {
    if (partitions > 0) {
      return partitions + (partitions == 1 ? " partition" : " partitions");
    }
    String kind = table.kind().toString();
    return kind.equals("ordinary") ? "" : kind;
  }

  /** Which row a key begins at: that of its first column. */
  int row(Constraint key) {
    return row(key.columns());
  }

  int row(List<String> columns) {
    for (int i = 0; i < rows.size(); i++) {
      if (!columns.isEmpty() && rows.get(i).name().equals(columns.getFirst())) {
        return i;
      }
    }
    return -1;
  }

  /** How far below its top the middle of a row is; that of its header for -1. */
  double middle(int row) {
    return row < 0 ? HEADER / 2 : HEADER + ROW * row + ROW / 2;
  }

  double height() {
    return HEADER + ROW * (rows.size() + (hidden > 0 ? 1 : 0)) + FOOT;
  }

  double width() {
    double widest = 14 + Letters.bold(title()) + (note.isEmpty() ? 0 : 20 + Letters.small(note));
    for (Row row : rows) {
      widest = Math.max(widest, 30 + Letters.fixed(row.name()) + 26 + Letters.fixed(row.type()));
    }
    return Math.ceil(widest + 14);
  }

  /** Its name, with the prefix. */
  String title() {
    return prefix + id.name();
  }
}
