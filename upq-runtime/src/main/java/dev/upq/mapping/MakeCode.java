// SPDX-License-Identifier: Apache-2.0
package dev.upq.mapping;

import dev.upq.row.Row;

/**
 * Makes a value of a row. {@link MakeCodeWriter} writes a class for each {@link Node} that has to
 * be made. Immutable.
 */
abstract class MakeCode {

  /** The value; the column of slot {@code i} is {@code sources[i]}. */
  abstract Object make(Row row, int[] sources);
}
