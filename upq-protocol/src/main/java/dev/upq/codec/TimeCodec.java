// SPDX-License-Identifier: Apache-2.0
package dev.upq.codec;

import dev.upq.bytes.ByteReader;
import dev.upq.bytes.ByteWriter;
import dev.upq.type.Misfit;
import dev.upq.type.PgTime;
import java.time.LocalTime;

/**
 * time: microseconds since midnight in eight bytes, 24:00:00 included. Immutable.
 *
 * <p>Read as LocalTime, PgTime and String; as Object, 24:00:00 is a PgTime and every other time a
 * LocalTime. Written from LocalTime, whose nanoseconds below a microsecond are cut off, and PgTime.
 */
final class TimeCodec extends Scalar<LocalTime> {

  TimeCodec() {
    super("time", LocalTime.class, 8);
  }

  @Override
  public Object decodeObject(ByteReader value) {
    long micros = value.int8();
    value.end();
    if (micros < 0 || micros > Calendar.DAY_MICROS) {
      throw Misfit.value(this, "a time outside 00:00:00 to 24:00:00");
    }
    return natural(micros);
  }

  @Override
  public Object decodeTextObject(String text) {
    TextScanner scanner = new TextScanner(this, text);
    long micros = Calendar.scanTime(this, scanner);
    scanner.end();
    return natural(micros);
  }

  private static Object natural(long micros) {
    return micros == Calendar.DAY_MICROS ? PgTime.END_OF_DAY : LocalTime.ofNanoOfDay(micros * 1000);
  }

  @Override
  public <U> U convert(Object natural, Class<U> target) {
    if (target == PgTime.class || target == String.class) {
      PgTime time = natural instanceof LocalTime usual ? PgTime.of(usual) : (PgTime) natural;
      return target.cast(target == String.class ? time.toString() : time);
    }
    return super.convert(natural, target);
  }

  @Override
  public void encode(LocalTime value, ByteWriter out) {
    out.int8(value.toNanoOfDay() / 1000);
  }

  @Override
  public void encodeObject(Object value, ByteWriter out) {
    switch (value) {
      case LocalTime time -> encode(time, out);
      case PgTime time -> out.int8(time.micros());
      default -> throw Misfit.write(this, value, "give it as java.time.LocalTime");
    }
  }
}
