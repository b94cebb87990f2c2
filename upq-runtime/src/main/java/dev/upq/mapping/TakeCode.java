// SPDX-License-Identifier: Apache-2.0
package dev.upq.mapping;

import dev.upq.row.RowEncoder;
import org.jspecify.annotations.Nullable;

/** Takes a record apart. {@link TakeCodeWriter} writes a class for each record class. Immutable. */
abstract class TakeCode {

  /** Writes each component that is not ignored, in order. */
  abstract void write(Object record, RowEncoder out);

  /** Each component that is not ignored, in order, as a parameter is given. */
  abstract @Nullable Object[] values(Object record);
}
