// SPDX-License-Identifier: Apache-2.0
package dev.upq.introspect.diagram;

import java.util.List;

/**
 * A foreign key as it is drawn; boxes and rows by their numbers. Immutable.
 *
 * @param child the box that references
 * @param childRow its row, -1 where it has none
 * @param parent the box that is referenced, which may be the same
 * @param label the columns on both sides, for who points at it
 * @param columns those of the child
 * @param optional whether it may be NULL
 * @param single whether no two rows of the child can reference the same
 */
record Link(
    int child,
    int childRow,
    int parent,
    int parentRow,
    String label,
    List<String> columns,
    boolean optional,
    boolean single) {

  Link {
    columns = List.copyOf(columns);
  }

  String firstColumn() {
    return columns.isEmpty() ? "" : columns.getFirst();
  }

  /** The same between boxes of other numbers. */
  Link between(int newChild, int newParent) {
    return new Link(newChild, childRow, newParent, parentRow, label, columns, optional, single);
  }

  boolean toItself() {
    return child == parent;
  }
}
