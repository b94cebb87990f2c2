// SPDX-License-Identifier: Apache-2.0
package dev.upq.codec;

import dev.upq.bytes.ByteReader;
import dev.upq.bytes.ByteWriter;
import dev.upq.type.Infinity;
import dev.upq.type.Misfit;
import java.time.LocalDate;

/**
 * date: days since 2000-01-01 in four bytes; the least and the greatest int are the infinities.
 * 4713 BC to 5874897 AD. Immutable.
 *
 * <p>Read as LocalDate and String; an infinity as Infinity or Object only. Written from LocalDate
 * and Infinity.
 */
final class DateCodec extends Scalar<LocalDate> {

  DateCodec() {
    super("date", LocalDate.class, 4);
  }

  @Override
  public Object decodeObject(ByteReader value) {
    int days = value.int4();
    value.end();
    if (days == Integer.MAX_VALUE) {
      return Infinity.POSITIVE;
    }
    if (days == Integer.MIN_VALUE) {
      return Infinity.NEGATIVE;
    }
    if (!Calendar.isDate(days)) {
      throw Misfit.value(this, "a day outside PostgreSQL's range");
    }
    return LocalDate.ofEpochDay((long) days + Calendar.EPOCH_DAY);
  }

  @Override
  public Object decodeTextObject(String text) {
    Infinity infinity = Calendar.infinity(text);
    if (infinity != null) {
      return infinity;
    }
    LocalDate date = Calendar.scan(this, text, false, false).date();
    if (!Calendar.isDate(date.toEpochDay() - Calendar.EPOCH_DAY)) {
      throw Misfit.text(this);
    }
    return date;
  }

  @Override
  public <U> U convert(Object natural, Class<U> target) {
    if (target == String.class) {
      return target.cast(
          natural instanceof LocalDate date ? Calendar.print(date, "") : natural.toString());
    }
    return super.convert(natural, target);
  }

  @Override
  public void encode(LocalDate value, ByteWriter out) {
    long days = value.toEpochDay() - Calendar.EPOCH_DAY;
    if (!Calendar.isDate(days)) {
      throw Misfit.outside(this, value, "it takes 4713 BC to 5874897 AD");
    }
    out.int4((int) days);
  }

  @Override
  public void encodeObject(Object value, ByteWriter out) {
    switch (value) {
      case LocalDate date -> encode(date, out);
      case Infinity infinity ->
          out.int4(
              switch (infinity) {
                case POSITIVE -> Integer.MAX_VALUE;
                case NEGATIVE -> Integer.MIN_VALUE;
              });
      default -> throw Misfit.write(this, value, "give it as java.time.LocalDate");
    }
  }
}
