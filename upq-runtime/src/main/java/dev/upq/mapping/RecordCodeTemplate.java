// SPDX-License-Identifier: Apache-2.0
package dev.upq.mapping;

import dev.upq.row.Row;
import dev.upq.row.RowEncoder;
import java.lang.constant.ConstantDescs;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;

/**
 * What {@link RecordCode} copies once for each record class; the class itself is never used. Its
 * handles are the class data of the copy. Immutable.
 */
final class RecordCodeTemplate extends RecordCode {

  private static final MethodHandle MAKER = handle(0);
  private static final MethodHandle WRITER = handle(1);

  RecordCodeTemplate() {}

  @Override
  Object make(Row row, int[] sources) {
    try {
      return (Object) MAKER.invokeExact(row, sources);
    } catch (Throwable thrown) {
      throw unchecked(thrown);
    }
  }

  @Override
  void write(Object record, RowEncoder out) {
    try {
      WRITER.invokeExact(record, out);
    } catch (Throwable thrown) {
      throw unchecked(thrown);
    }
  }

  /** Nothing in the handles throws a checked exception. */
  private static RuntimeException unchecked(Throwable thrown) {
    if (thrown instanceof Error error) {
      throw error;
    }
    return thrown instanceof RuntimeException usual ? usual : new IllegalStateException(thrown);
  }

  private static MethodHandle handle(int index) {
    try {
      return MethodHandles.classDataAt(
          MethodHandles.lookup(), ConstantDescs.DEFAULT_NAME, MethodHandle.class, index);
    } catch (IllegalAccessException impossible) {
      throw new IllegalStateException(impossible);
    }
  }
}
