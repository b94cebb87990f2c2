// SPDX-License-Identifier: Apache-2.0
package dev.upq.codec;

import dev.upq.bytes.ByteReader;
import dev.upq.bytes.ByteWriter;
import dev.upq.type.Interval;
import dev.upq.type.Misfit;
import java.time.Duration;
import java.time.Period;

/**
 * interval: microseconds in eight bytes, days in four, months in four. Text: IntervalStyle {@code
 * postgres}. Immutable.
 *
 * <p>Read as Interval and String, as Duration where there are no months (a day is 24 hours then),
 * as Period where there are no microseconds. Written from Interval, Duration and Period.
 */
final class IntervalCodec extends Scalar<Interval> {

  IntervalCodec() {
    super("interval", Interval.class, 16);
  }

  @Override
  public Interval decodeObject(ByteReader value) {
    long micros = value.int8();
    int days = value.int4();
    int months = value.int4();
    value.end();
    return new Interval(months, days, micros);
  }

  @Override
  public Interval decodeTextObject(String text) {
    if (text.equals("infinity")) {
      return Interval.POSITIVE_INFINITY;
    } else if (text.equals("-infinity")) {
      return Interval.NEGATIVE_INFINITY;
    }
    try {
      return parse(new TextScanner(this, text));
    } catch (ArithmeticException tooLong) {
      throw Misfit.text(this);
    }
  }

  /**
   * Any of {@code N years N mons N days}, in this order, then {@code HH:MM:SS}, each with a sign of
   * its own.
   */
  private Interval parse(TextScanner scanner) {
    long months = 0;
    int days = 0;
    int step = 0;
    while (true) {
      boolean negative = scanner.accept('-');
      if (!negative) {
        scanner.accept('+');
      }
      long number = scanner.digits(1, 10);
      if (scanner.accept(':')) {
        long micros = clock(scanner, number, negative ? -1 : 1);
        return new Interval(Math.toIntExact(months), days, micros);
      }
      long signed = negative ? -number : number;
      int unit = unit(scanner);
      if (unit <= step) {
        throw Misfit.text(this);
      }
      step = unit;
      if (unit == 3) {
        days = Math.toIntExact(signed);
      } else {
        months += unit == 1 ? signed * 12 : signed;
      }
      if (scanner.atEnd()) {
        return new Interval(Math.toIntExact(months), days, 0);
      }
      scanner.expect(' ');
    }
  }

  /** 1 for years, 2 for months, 3 for days. */
  private int unit(TextScanner scanner) {
    int unit;
    if (scanner.accept(" year")) {
      unit = 1;
    } else if (scanner.accept(" mon")) {
      unit = 2;
    } else if (scanner.accept(" day")) {
      unit = 3;
    } else {
      throw Misfit.text(this);
    }
    scanner.accept('s');
    return unit;
  }

  private long clock(TextScanner scanner, long hours, int sign) {
    long minutes = scanner.digits(2, 2);
    scanner.expect(':');
    long seconds = scanner.digits(2, 2);
    long fraction = scanner.micros();
    scanner.end();
    if (minutes > 59 || seconds > 59) {
      throw Misfit.text(this);
    }
    long whole = Math.multiplyExact(sign * (hours * 3600 + minutes * 60 + seconds), 1_000_000L);
    return Math.addExact(whole, sign * fraction);
  }

  @Override
  public <U> U convert(Object natural, Class<U> target) {
    Interval interval = (Interval) natural;
    if (target == Duration.class) {
      return target.cast(interval.toDuration());
    } else if (target == Period.class) {
      return target.cast(interval.toPeriod());
    } else if (target == String.class) {
      return target.cast(interval.toString());
    }
    return super.convert(natural, target);
  }

  @Override
  public void encode(Interval value, ByteWriter out) {
    out.int8(value.micros()).int4(value.days()).int4(value.months());
  }

  @Override
  public void encodeObject(Object value, ByteWriter out) {
    switch (value) {
      case Interval interval -> encode(interval, out);
      case Duration duration -> encode(Interval.of(duration), out);
      case Period period -> encode(Interval.of(period), out);
      default ->
          throw Misfit.write(
              this,
              value,
              "give it as dev.upq.type.Interval, java.time.Duration or java.time.Period");
    }
  }
}
