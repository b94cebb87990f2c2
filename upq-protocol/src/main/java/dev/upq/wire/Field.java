// SPDX-License-Identifier: Apache-2.0
package dev.upq.wire;

import dev.upq.bytes.ByteReader;
import dev.upq.bytes.ByteWriter;

/**
 * One column of a {@link RowDescription}. Immutable.
 *
 * @param name the column's name, not unique
 * @param tableOid the table that it comes from, or 0
 * @param columnNumber its number in that table (negative for a system column), or 0
 * @param typeOid its type, unsigned 32 bits in an {@code int}
 * @param typeSize bytes of the type, negative where they vary
 * @param typeModifier the type's modifier, for example the scale of a numeric, or -1
 * @param format how its values travel; text in the answer to the Describe of a statement, where it
 *     is not known yet
 */
public record Field(
    String name,
    int tableOid,
    int columnNumber,
    int typeOid,
    int typeSize,
    int typeModifier,
    Format format) {

  /** The bytes of a field whose name is empty. */
  static final int LEAST_BYTES = 19;

  void write(ByteWriter out) {
    out.cstring(name)
        .int4(tableOid)
        .int2(columnNumber)
        .int4(typeOid)
        .int2(typeSize)
        .int4(typeModifier)
        .int2(format.code());
  }

  static Field read(ByteReader in) {
    return new Field(
        in.cstring(),
        in.int4(),
        in.int2(),
        in.int4(),
        in.int2(),
        in.int4(),
        Format.decode(in.int2()));
  }
}
