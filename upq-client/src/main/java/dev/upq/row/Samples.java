// SPDX-License-Identifier: Apache-2.0
package dev.upq.row;

import dev.upq.bytes.ByteWriter;
import dev.upq.fault.PgException;
import dev.upq.type.Codec;
import dev.upq.wire.DataRow;
import dev.upq.wire.Format;
import java.lang.invoke.MethodType;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/**
 * Plausible values: to find out without a server whether a type can be read as a class, or written
 * from one. What the codec refuses of every sample, it refuses always. Stateless.
 */
public final class Samples {

  private static final List<Object> VALUES =
      List.of(
          1,
          1L,
          (short) 1,
          (byte) 1,
          BigDecimal.ONE,
          1.0,
          1.0f,
          true,
          'x',
          "1",
          "t",
          "x",
          "2000-01-01",
          "00000000-0000-0000-0000-000000000001",
          "127.0.0.1",
          new byte[] {1},
          new UUID(0, 1),
          LocalDate.EPOCH,
          LocalTime.NOON,
          LocalTime.NOON.atOffset(ZoneOffset.UTC),
          LocalDate.EPOCH.atStartOfDay(),
          Instant.EPOCH,
          Instant.EPOCH.atOffset(ZoneOffset.UTC),
          Instant.EPOCH.atZone(ZoneOffset.UTC),
          Duration.ofSeconds(1));

  private Samples() {}

  /**
   * Rows of one column, each with a value of the column's type that its codec has written; none
   * where no sample suits the type.
   */
  public static List<Row> rows(Column column) {
    Columns columns =
        new Columns(
            List.of(
                new Column(
                    column.name(), 0, 0, column.type(), column.typeModifier(), column.format())));
    List<Row> rows = new ArrayList<>();
    for (Object value : VALUES) {
      Object given = column.type().isArray() ? List.of(value) : value;
      ByteWriter body = new ByteWriter();
      body.int2(1);
      int mark = body.beginValue();
      if (column.format() == Format.BINARY && takes(column.type().codec(), given, body)) {
        body.endValue(mark);
        byte[] bytes = body.toByteArray();
        rows.add(new Row(columns, DataRow.view(bytes, 0, bytes.length)));
      }
    }
    return rows;
  }

  /** The samples that are instances of a class, boxes for primitives; none where none is known. */
  public static List<Object> of(Class<?> type) {
    Class<?> boxed = MethodType.methodType(type).wrap().returnType();
    return VALUES.stream().filter(boxed::isInstance).toList();
  }

  /** Whether the codec writes that value. */
  public static boolean takes(Codec<?> codec, Object value) {
    return takes(codec, value, new ByteWriter());
  }

  private static boolean takes(Codec<?> codec, Object value, ByteWriter out) {
    try {
      codec.encodeObject(value, out);
      return true;
    } catch (PgException refused) {
      return false;
    }
  }
}
