// SPDX-License-Identifier: Apache-2.0
package dev.upq.codec;

import dev.upq.bytes.ByteReader;
import dev.upq.bytes.ByteWriter;
import dev.upq.fault.PgValueException;
import dev.upq.type.Infinity;
import dev.upq.type.Misfit;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;

/**
 * timestamp: microseconds since 2000-01-01 00:00 without a zone, in eight bytes; the least and the
 * greatest long are the infinities. 4713 BC to 294276 AD. Immutable.
 *
 * <p>Read as LocalDateTime and String; an infinity as Infinity or Object only. Written from
 * LocalDateTime, whose nanoseconds below a microsecond are cut off, and Infinity. A moment (Instant
 * and the like) is refused: without a zone nobody could say which local time it is.
 */
final class TimestampCodec extends Scalar<LocalDateTime> {

  TimestampCodec() {
    super("timestamp", LocalDateTime.class, 8);
  }

  @Override
  public Object decodeObject(ByteReader value) {
    long micros = value.int8();
    value.end();
    Infinity infinity = Calendar.infinity(this, micros);
    return infinity != null ? infinity : timestamp(micros);
  }

  @Override
  LocalDateTime decode(byte[] bytes, int from, int to) {
    if (to - from == width()) {
      long micros = ByteReader.int8(bytes, from);
      if (Calendar.infinity(this, micros) == null) {
        return timestamp(micros);
      }
    }
    return super.decode(bytes, from, to);
  }

  @Override
  public Object decodeTextObject(String text) {
    Infinity infinity = Calendar.infinity(text);
    return infinity != null ? infinity : timestamp(Calendar.scanTimestamp(this, text, false));
  }

  private static LocalDateTime timestamp(long micros) {
    return LocalDateTime.ofEpochSecond(
        Math.floorDiv(micros, Calendar.SECOND_MICROS) + Calendar.EPOCH_SECOND,
        (int) Math.floorMod(micros, Calendar.SECOND_MICROS) * 1000,
        ZoneOffset.UTC);
  }

  @Override
  public <U> U convert(Object natural, Class<U> target) {
    if (target == String.class) {
      return target.cast(
          natural instanceof LocalDateTime moment
              ? Calendar.print(moment, "")
              : natural.toString());
    }
    return super.convert(natural, target);
  }

  @Override
  public void encode(LocalDateTime value, ByteWriter out) {
    Instant atUtc = value.toInstant(ZoneOffset.UTC);
    out.int8(Calendar.micros(this, value, atUtc.getEpochSecond(), atUtc.getNano()));
  }

  @Override
  public void encodeObject(Object value, ByteWriter out) {
    switch (value) {
      case LocalDateTime moment -> encode(moment, out);
      case Infinity infinity -> out.int8(TimestampTzCodec.sentinel(infinity));
      case Instant moment -> throw refused(moment);
      case OffsetDateTime moment -> throw refused(moment);
      case ZonedDateTime moment -> throw refused(moment);
      default -> throw Misfit.write(this, value, "give it as java.time.LocalDateTime");
    }
  }

  private PgValueException refused(Object moment) {
    return Misfit.write(
        this,
        moment,
        "make the column timestamptz, or choose a zone and give it as java.time.LocalDateTime");
  }
}
