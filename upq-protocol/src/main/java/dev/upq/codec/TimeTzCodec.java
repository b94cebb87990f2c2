// SPDX-License-Identifier: Apache-2.0
package dev.upq.codec;

import dev.upq.bytes.ByteReader;
import dev.upq.bytes.ByteWriter;
import dev.upq.type.Misfit;
import dev.upq.type.PgTime;
import dev.upq.type.PgTimeTz;
import java.time.OffsetTime;

/**
 * timetz: microseconds since midnight in eight bytes, then seconds west of UTC in four. Immutable.
 *
 * <p>Read as OffsetTime, PgTimeTz and String; as Object, 24:00:00 is a PgTimeTz and every other
 * time an OffsetTime. Written from OffsetTime, whose nanoseconds below a microsecond are cut off,
 * and PgTimeTz. Offsets reach from -15:59:59 to +15:59:59.
 */
final class TimeTzCodec extends Scalar<OffsetTime> {

  TimeTzCodec() {
    super("timetz", OffsetTime.class, 12);
  }

  @Override
  public Object decodeObject(ByteReader value) {
    long micros = value.int8();
    int secondsWest = value.int4();
    value.end();
    if (micros < 0 || micros > Calendar.DAY_MICROS) {
      throw Misfit.value(this, "a time outside 00:00:00 to 24:00:00");
    }
    if (secondsWest < -PgTimeTz.MAX_OFFSET_SECONDS || secondsWest > PgTimeTz.MAX_OFFSET_SECONDS) {
      throw Misfit.value(this, "an offset outside -15:59:59 to +15:59:59");
    }
    return natural(micros, -secondsWest);
  }

  @Override
  public Object decodeTextObject(String text) {
    TextScanner scanner = new TextScanner(this, text);
    long micros = Calendar.scanTime(this, scanner);
    int offsetSeconds = Calendar.scanOffset(this, scanner);
    scanner.end();
    return natural(micros, offsetSeconds);
  }

  private static Object natural(long micros, int offsetSeconds) {
    PgTimeTz time = new PgTimeTz(new PgTime(micros), offsetSeconds);
    return micros == Calendar.DAY_MICROS ? time : time.toOffsetTime();
  }

  @Override
  public <U> U convert(Object natural, Class<U> target) {
    if (target == PgTimeTz.class || target == String.class) {
      PgTimeTz time = natural instanceof OffsetTime usual ? PgTimeTz.of(usual) : (PgTimeTz) natural;
      return target.cast(target == String.class ? time.toString() : time);
    }
    return super.convert(natural, target);
  }

  @Override
  public void encode(OffsetTime value, ByteWriter out) {
    if (Math.abs(value.getOffset().getTotalSeconds()) > PgTimeTz.MAX_OFFSET_SECONDS) {
      throw Misfit.outside(this, value, "it takes offsets from -15:59:59 to +15:59:59");
    }
    write(PgTimeTz.of(value), out);
  }

  @Override
  public void encodeObject(Object value, ByteWriter out) {
    switch (value) {
      case OffsetTime time -> encode(time, out);
      case PgTimeTz time -> write(time, out);
      default -> throw Misfit.write(this, value, "give it as java.time.OffsetTime");
    }
  }

  private static void write(PgTimeTz time, ByteWriter out) {
    out.int8(time.time().micros()).int4(-time.offsetSeconds());
  }
}
