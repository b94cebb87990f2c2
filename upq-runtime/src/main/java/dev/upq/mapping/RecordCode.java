// SPDX-License-Identifier: Apache-2.0
package dev.upq.mapping;

import dev.upq.row.Row;
import dev.upq.row.RowEncoder;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.List;

/**
 * The compiled part of a {@link RecordShape}: makes a record of a row, and a row of a record.
 * Immutable.
 *
 * <p>A method handle is only as fast as plain code where the compiler sees it as a constant. So
 * each record class gets a hidden copy of {@link RecordCodeTemplate}, whose two handles are
 * constants of that copy; nothing is boxed on the way and no reflection is left.
 */
abstract class RecordCode {

  private static final byte[] TEMPLATE = template();

  /** Makes a record; component {@code i} is read from the column {@code sources[i]}. */
  abstract Object make(Row row, int[] sources);

  /** Writes each component, in order. */
  abstract void write(Object record, RowEncoder out);

  /**
   * Code that runs these handles.
   *
   * @param maker of type {@code (Row, int[]) -> Object}
   * @param writer of type {@code (Object, RowEncoder) -> void}
   */
  static RecordCode of(MethodHandle maker, MethodHandle writer) {
    try {
      MethodHandles.Lookup hidden =
          MethodHandles.lookup()
              .defineHiddenClassWithClassData(TEMPLATE, List.of(maker, writer), true);
      return (RecordCode)
          hidden.findConstructor(hidden.lookupClass(), MethodType.methodType(void.class)).invoke();
    } catch (Throwable impossible) {
      throw new IllegalStateException("no code for a record class", impossible);
    }
  }

  private static byte[] template() {
    String name = RecordCodeTemplate.class.getSimpleName() + ".class";
    try (InputStream bytes = RecordCode.class.getResourceAsStream(name)) {
      if (bytes == null) {
        throw new IllegalStateException(name + " is missing");
      }
      return bytes.readAllBytes();
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }
}
