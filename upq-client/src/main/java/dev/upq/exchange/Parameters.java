// SPDX-License-Identifier: Apache-2.0
package dev.upq.exchange;

import dev.upq.bytes.ByteWriter;
import dev.upq.fault.PgUsageException;
import dev.upq.fault.PgValueException;
import dev.upq.statement.PreparedStatement;
import dev.upq.type.PgType;
import dev.upq.wire.Bind;
import dev.upq.wire.Format;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The arguments of one execution, written with the codecs of the types that the server gave its
 * parameters.
 */
final class Parameters {

  /** Of the three messages, all but the name, the formats of the columns and the values. */
  private static final int FIXED_BYTES = 30;

  /** A length and a number. */
  private static final int VALUE_BYTES = 12;

  private static final int MOST_ROOM_BYTES = 64 * 1024;

  private Parameters() {}

  /**
   * Writes a Bind of the arguments to the portal.
   *
   * @throws PgUsageException where their number is wrong
   * @throws PgValueException where one does not fit; the writer is as it was
   */
  static void bind(
      ByteWriter out, String portal, PreparedStatement statement, @Nullable Object[] arguments) {
    List<PgType> types = statement.parameters();
    if (arguments.length != types.size()) {
      throw new PgUsageException(
          "the statement has " + types.size() + " parameters, " + arguments.length + " were given");
    }
    refuseOverlong(arguments);
    int start = out.size();
    boolean whole = false;
    try {
      Bind.begin(out, portal, statement.name(), formats(types), types.size());
      for (int i = 0; i < arguments.length; i++) {
        int value = out.size();
        value(types.get(i), arguments[i], i, out);
        Bind.checkValue(out, value, i);
      }
      Bind.end(out, start, statement.columns().formats());
      whole = true;
    } finally {
      if (!whole) {
        out.truncate(start);
      }
    }
  }

  private static void value(PgType type, @Nullable Object argument, int index, ByteWriter body) {
    if (argument == null) {
      body.int4(-1);
      return;
    }
    int mark = body.beginValue();
    try {
      type.codec().encodeObject(argument, body);
    } catch (PgValueException misfit) {
      throw misfit.at("parameter $" + (index + 1));
    }
    body.endValue(mark);
  }

  private static List<Format> formats(List<PgType> types) {
    boolean allBinary = true;
    for (int i = 0; i < types.size(); i++) {
      allBinary &= types.get(i).binary();
    }
    if (allBinary) {
      return Bind.ALL_BINARY;
    }
    List<Format> formats = new ArrayList<>(types.size());
    for (PgType type : types) {
      formats.add(type.binary() ? Format.BINARY : Format.TEXT);
    }
    return formats;
  }

  /**
   * Sums what the long ones need at least, in {@code long}, before the first of them is copied
   * (CVE-2024-27304).
   */
  private static void refuseOverlong(@Nullable Object[] arguments) {
    long least = least(arguments);
    if (least > ByteWriter.MAX_MESSAGE_BYTES) {
      throw ByteWriter.tooLong(least, ByteWriter.MAX_MESSAGE_BYTES);
    }
  }

  private static long least(@Nullable Object[] arguments) {
    long least = 0;
    for (Object argument : arguments) {
      if (argument instanceof byte[] bytes) {
        least += bytes.length;
      } else if (argument instanceof CharSequence text) {
        least += text.length();
      }
    }
    return least;
  }

  /**
   * About how long Bind, Execute and Sync will be, so that their array is neither much too large
   * nor, as a rule, copied to grow. At most 64 KiB, whatever the arguments are.
   */
  static int roomBytes(PreparedStatement statement, @Nullable Object[] arguments) {
    long bytes =
        FIXED_BYTES
            + statement.name().length()
            + 2L * statement.columns().formats().size()
            + (long) VALUE_BYTES * arguments.length
            + least(arguments);
    return (int) Math.min(bytes, MOST_ROOM_BYTES);
  }
}
