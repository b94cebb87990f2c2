// SPDX-License-Identifier: Apache-2.0
package dev.upq.codec;

import dev.upq.bytes.ByteReader;
import dev.upq.bytes.ByteWriter;
import dev.upq.type.Infinity;
import dev.upq.type.Misfit;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;

/**
 * timestamptz: microseconds since 2000-01-01 00:00 UTC in eight bytes; the least and the greatest
 * long are the infinities. 4713 BC to 294276 AD. It is a moment: the zone that it was written with
 * is not kept. Immutable.
 *
 * <p>Read as Instant, as OffsetDateTime and ZonedDateTime in UTC, and as String in UTC; an infinity
 * as Infinity or Object only. Written from Instant, OffsetDateTime and ZonedDateTime, whose
 * nanoseconds below a microsecond are cut off, and Infinity. LocalDateTime is refused both ways: it
 * is no moment.
 */
final class TimestampTzCodec extends Scalar<Instant> {

  TimestampTzCodec() {
    super("timestamptz", Instant.class, 8);
  }

  @Override
  public Object decodeObject(ByteReader value) {
    long micros = value.int8();
    value.end();
    Infinity infinity = Calendar.infinity(this, micros);
    return infinity != null ? infinity : moment(micros);
  }

  @Override
  Instant decode(byte[] bytes, int from, int to) {
    if (to - from == width()) {
      long micros = ByteReader.int8(bytes, from);
      if (Calendar.infinity(this, micros) == null) {
        return moment(micros);
      }
    }
    return super.decode(bytes, from, to);
  }

  @Override
  public Object decodeTextObject(String text) {
    Infinity infinity = Calendar.infinity(text);
    return infinity != null ? infinity : moment(Calendar.scanTimestamp(this, text, true));
  }

  private static Instant moment(long micros) {
    return Instant.ofEpochSecond(
        Math.floorDiv(micros, Calendar.SECOND_MICROS) + Calendar.EPOCH_SECOND,
        Math.floorMod(micros, Calendar.SECOND_MICROS) * 1000);
  }

  @Override
  public <U> U convert(Object natural, Class<U> target) {
    if (natural instanceof Instant moment) {
      if (target == OffsetDateTime.class) {
        return target.cast(moment.atOffset(ZoneOffset.UTC));
      } else if (target == ZonedDateTime.class) {
        return target.cast(moment.atZone(ZoneOffset.UTC));
      } else if (target == String.class) {
        return target.cast(
            Calendar.print(
                LocalDateTime.ofEpochSecond(
                    moment.getEpochSecond(), moment.getNano(), ZoneOffset.UTC),
                "+00"));
      }
    } else if (target == String.class) {
      return target.cast(natural.toString());
    }
    return super.convert(natural, target);
  }

  @Override
  public void encode(Instant value, ByteWriter out) {
    out.int8(Calendar.micros(this, value, value.getEpochSecond(), value.getNano()));
  }

  @Override
  public void encodeObject(Object value, ByteWriter out) {
    switch (value) {
      case Instant moment -> encode(moment, out);
      case OffsetDateTime moment ->
          out.int8(Calendar.micros(this, moment, moment.toEpochSecond(), moment.getNano()));
      case ZonedDateTime moment ->
          out.int8(Calendar.micros(this, moment, moment.toEpochSecond(), moment.getNano()));
      case Infinity infinity -> out.int8(sentinel(infinity));
      case LocalDateTime local ->
          throw Misfit.write(this, local, "choose a zone and give it as java.time.Instant");
      default -> throw Misfit.write(this, value, "give it as java.time.Instant");
    }
  }

  static long sentinel(Infinity infinity) {
    return switch (infinity) {
      case POSITIVE -> Long.MAX_VALUE;
      case NEGATIVE -> Long.MIN_VALUE;
    };
  }
}
