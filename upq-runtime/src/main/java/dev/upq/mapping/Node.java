// SPDX-License-Identifier: Apache-2.0
package dev.upq.mapping;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a value is put together from the columns of a row. Two that are equal need the same code:
 * which columns they are stands elsewhere, in an array of indices that slots point into.
 */
sealed interface Node {

  /** What stands for a record all of whose columns are NULL. */
  enum Absence {
    /** Nothing does: it is made all the same. */
    NONE,
    NULL,
    EMPTY
  }

  /** The columns that tell whether a record is there, and what to have where it is not. */
  record Presence(Absence absence, List<Integer> slots) {

    static final Presence ALWAYS = new Presence(Absence.NONE, List.of());

    public Presence {
      slots = List.copyOf(slots);
    }
  }

  /**
   * A primitive out of a column.
   *
   * @param fallback what to have where the column is NULL; null where that is an error
   */
  record Primitive(Class<?> type, int slot, @Nullable Object fallback) implements Node {}

  /** An object out of a column. */
  record Value(ColumnReader reader, int slot) implements Node {}

  /** The same for every row. The type is a primitive or {@code Object}. */
  record Constant(Class<?> type, @Nullable Object value) implements Node {}

  /**
   * A record, of a node for each component.
   *
   * @param paths for each component how it is called in messages
   */
  record Made(RecordShape shape, List<Node> parts, List<String> paths, Presence presence)
      implements Node {

    public Made {
      parts = List.copyOf(parts);
      paths = List.copyOf(paths);
    }
  }

  /** One of several records, by the label that stands in a column. */
  record Chosen(RecordLabels labels, int slot, List<Node> records, Presence presence)
      implements Node {

    public Chosen {
      records = List.copyOf(records);
    }
  }
}
