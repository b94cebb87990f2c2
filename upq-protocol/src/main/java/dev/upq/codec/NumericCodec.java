// SPDX-License-Identifier: Apache-2.0
package dev.upq.codec;

import dev.upq.bytes.ByteReader;
import dev.upq.bytes.ByteWriter;
import dev.upq.type.Misfit;
import dev.upq.type.PgNumeric;
import java.math.BigDecimal;
import java.math.BigInteger;

/**
 * numeric: up to 131,072 digits before the point and 16,383 after it, the scale kept, NaN and the
 * infinities. Immutable.
 *
 * <p>Four two-byte words (number of base-10000 digits, weight of the first, sign, scale), then the
 * digits; see {@code numeric_send} in the server's source.
 *
 * <p>Read as BigDecimal, PgNumeric, BigInteger, Long, Integer, Short and Byte where it is whole,
 * the nearest Double and Float, and String. As Object, a special value is a PgNumeric and every
 * other a BigDecimal. Written from every number; a double by its shortest decimal form, a negative
 * scale as scale 0.
 */
final class NumericCodec extends Scalar<BigDecimal> {

  private static final int NEGATIVE = 0x4000;
  private static final int NAN = 0xc000;
  private static final int POSITIVE_INFINITY = 0xd000;
  private static final int NEGATIVE_INFINITY = 0xf000;

  /** Below this, a long has room for one more base-10000 digit. */
  private static final long ROOM_FOR_A_DIGIT = Long.MAX_VALUE / Decimals.BASE;

  private static final int HEADER_BYTES = 8;

  static final int MAX_SCALE = 16_383;
  static final int MAX_WHOLE_DIGITS = 131_072;

  NumericCodec() {
    super("numeric", BigDecimal.class, -1);
  }

  @Override
  public Object decodeObject(ByteReader value) {
    int count = value.uint2();
    int weight = value.int2();
    int sign = value.uint2();
    int scale = value.uint2();
    value.count(count, 2);
    if (scale > MAX_SCALE) {
      throw Malformed.value(this, "a scale of " + scale);
    }
    switch (sign) {
      case 0, NEGATIVE:
        break;
      case NAN:
        return special(value, count, PgNumeric.Special.NAN);
      case POSITIVE_INFINITY:
        return special(value, count, PgNumeric.Special.POSITIVE_INFINITY);
      case NEGATIVE_INFINITY:
        return special(value, count, PgNumeric.Special.NEGATIVE_INFINITY);
      default:
        throw Malformed.value(this, "a sign word of " + sign);
    }
    // The power of ten by which the digits, read as one number, are to be multiplied to count units
    // of the scale.
    int shift = 4 * (weight - count + 1) + scale;
    return count <= 5
        ? small(value, count, shift, sign == NEGATIVE, scale)
        : large(value, count, shift, sign == NEGATIVE, scale);
  }

  /** Up to four digits straight from the array; what is odd in any way goes the long way. */
  @Override
  BigDecimal decode(byte[] bytes, int from, int to) {
    int length = to - from;
    if (length < HEADER_BYTES || length > HEADER_BYTES + 2 * 4 || (length & 1) != 0) {
      return super.decode(bytes, from, to);
    }
    int count = ByteReader.uint2(bytes, from);
    int sign = ByteReader.uint2(bytes, from + 4);
    int scale = ByteReader.uint2(bytes, from + 6);
    if (length != HEADER_BYTES + 2 * count || (sign | NEGATIVE) != NEGATIVE || scale > MAX_SCALE) {
      return super.decode(bytes, from, to);
    }
    long digits = 0;
    for (int at = from + HEADER_BYTES; at < to; at += 2) {
      int digit = ByteReader.uint2(bytes, at);
      if (digit >= Decimals.BASE) {
        return super.decode(bytes, from, to);
      }
      digits = digits * Decimals.BASE + digit;
    }
    int weight = (short) ByteReader.uint2(bytes, from + 2);
    int shift = 4 * (weight - count + 1) + scale;
    return scaled(digits, count, shift, sign == NEGATIVE, scale);
  }

  private PgNumeric special(ByteReader value, int count, PgNumeric special) {
    if (count != 0) {
      throw Malformed.value(this, "digits in a special value");
    }
    value.end();
    return special;
  }

  /** Up to five digits: in a long, but for a fifth that it has no room for. */
  private BigDecimal small(ByteReader value, int count, int shift, boolean negative, int scale) {
    long digits = 0;
    for (int i = 0; i < count && i < 4; i++) {
      digits = digits * Decimals.BASE + digit(value);
    }
    if (count == 5) {
      int last = digit(value);
      if (digits >= ROOM_FOR_A_DIGIT) {
        value.end();
        BigInteger five = BigInteger.valueOf(digits).multiply(BigInteger.valueOf(Decimals.BASE));
        return shifted(five.add(BigInteger.valueOf(last)), count, shift, negative, scale);
      }
      digits = digits * Decimals.BASE + last;
    }
    value.end();
    return scaled(digits, count, shift, negative, scale);
  }

  private static BigDecimal scaled(long number, int count, int shift, boolean negative, int scale) {
    long digits = number;
    if (digits == 0) {
      return BigDecimal.valueOf(0, scale);
    }
    if (shift < 0) {
      digits = shift < -18 ? 0 : digits / Decimals.power(-shift);
    } else if (shift <= 18 && digits <= Long.MAX_VALUE / Decimals.power(shift)) {
      digits *= Decimals.power(shift);
    } else {
      return shifted(BigInteger.valueOf(digits), count, shift, negative, scale);
    }
    return BigDecimal.valueOf(negative ? -digits : digits, scale);
  }

  private BigDecimal large(ByteReader value, int count, int shift, boolean negative, int scale) {
    short[] groups = new short[count];
    for (int i = 0; i < count; i++) {
      groups[i] = (short) digit(value);
    }
    value.end();
    return shifted(Decimals.join(groups, 0, count), count, shift, negative, scale);
  }

  private static BigDecimal shifted(
      BigInteger number, int count, int shift, boolean negative, int scale) {
    BigInteger digits = number;
    if (shift > 0) {
      digits = digits.multiply(Decimals.bigPower(shift));
    } else if (shift < 0) {
      // Digits beyond the scale are dropped, as the server does when it receives such a value.
      digits = -shift > 4L * count ? BigInteger.ZERO : digits.divide(Decimals.bigPower(-shift));
    }
    return new BigDecimal(negative ? digits.negate() : digits, scale);
  }

  private int digit(ByteReader value) {
    int digit = value.uint2();
    if (digit >= Decimals.BASE) {
      throw Malformed.value(this, "a digit of " + digit);
    }
    return digit;
  }

  @Override
  public Object decodeTextObject(String text) {
    switch (text) {
      case "NaN":
        return PgNumeric.Special.NAN;
      case "Infinity":
        return PgNumeric.Special.POSITIVE_INFINITY;
      case "-Infinity":
        return PgNumeric.Special.NEGATIVE_INFINITY;
      default:
        break;
    }
    boolean negative = text.startsWith("-");
    int point = text.indexOf('.');
    int start = negative ? 1 : 0;
    String digits =
        point < 0
            ? text.substring(start)
            : text.substring(start, Math.max(start, point)) + text.substring(point + 1);
    int scale = point < 0 ? 0 : text.length() - point - 1;
    if (digits.isEmpty() || scale > MAX_SCALE || digits.length() - scale > MAX_WHOLE_DIGITS) {
      throw Misfit.text(this);
    }
    for (int i = 0; i < digits.length(); i++) {
      if (!TextScanner.isDigit(digits.charAt(i))) {
        throw Misfit.text(this);
      }
    }
    if (digits.length() <= 18) {
      long number = Long.parseLong(digits);
      return BigDecimal.valueOf(negative ? -number : number, scale);
    }
    BigInteger number = Decimals.parse(digits);
    return new BigDecimal(negative ? number.negate() : number, scale);
  }

  @Override
  public long decodeLong(ByteReader value) {
    return convert(decodeObject(value), Long.class);
  }

  @Override
  public double decodeDouble(ByteReader value) {
    return convert(decodeObject(value), Double.class);
  }

  @Override
  public <U> U convert(Object natural, Class<U> target) {
    if (target.isInstance(natural)) {
      return target.cast(natural);
    }
    if (natural instanceof BigDecimal decimal) {
      return Numbers.fromDecimal(this, decimal, target);
    }
    double special = ((PgNumeric) natural).doubleValue();
    if (target == Double.class) {
      return target.cast(special);
    } else if (target == Float.class) {
      return target.cast((float) special);
    } else if (target == String.class) {
      return target.cast(natural.toString());
    }
    return super.convert(natural, target);
  }

  @Override
  public void encode(BigDecimal value, ByteWriter out) {
    if (value.scale() > MAX_SCALE
        || (value.signum() != 0 && (long) value.precision() - value.scale() > MAX_WHOLE_DIGITS)) {
      throw Misfit.outside(
          this, value, "it takes 131072 digits before the point and 16383 after it; round it");
    }
    BigDecimal plain =
        value.scale() >= 0 ? value : value.signum() == 0 ? BigDecimal.ZERO : value.setScale(0);
    int scale = plain.scale();
    BigInteger unscaled = plain.unscaledValue();
    int pad = Math.floorMod(-scale, 4);
    if (unscaled.bitLength() < 63
        && Math.abs(unscaled.longValue()) <= Long.MAX_VALUE / Decimals.power(pad)) {
      writeSmall(unscaled.longValue(), pad, scale, out);
      return;
    }
    int fractionGroups = (scale + pad) / 4;
    short[] groups =
        Decimals.split(unscaled.abs().multiply(BigInteger.valueOf(Decimals.power(pad))));
    int count = groups.length;
    while (count > 0 && groups[count - 1] == 0) {
      count--;
    }
    header(count, groups.length - fractionGroups - 1, unscaled.signum() < 0, scale, out);
    for (int i = 0; i < count; i++) {
      out.int2(groups[i]);
    }
  }

  /** A number that still fits a long with the padding behind it. */
  private static void writeSmall(long unscaled, int pad, int scale, ByteWriter out) {
    long rest = Math.abs(unscaled) * Decimals.power(pad);
    if (rest == 0) {
      header(0, 0, false, scale, out);
      return;
    }
    int fractionGroups = (scale + pad) / 4;
    int zeros = 0;
    while (rest % Decimals.BASE == 0) {
      rest /= Decimals.BASE;
      zeros++;
    }
    long lowest = 0;
    int count = 0;
    int fifth = 0;
    for (; rest != 0; rest /= Decimals.BASE) {
      if (count < 4) {
        lowest |= rest % Decimals.BASE << (16 * count);
      } else {
        fifth = (int) rest;
      }
      count++;
    }
    header(count, count + zeros - fractionGroups - 1, unscaled < 0, scale, out);
    for (int i = count - 1; i >= 0; i--) {
      out.int2(i == 4 ? fifth : (int) (lowest >>> (16 * i)));
    }
  }

  private static void header(int count, int weight, boolean negative, int scale, ByteWriter out) {
    out.int2(count).int2(weight).int2(negative ? NEGATIVE : 0).int2(scale);
  }

  @Override
  public void encodeObject(Object value, ByteWriter out) {
    switch (Numbers.toNumeric(this, value)) {
      case PgNumeric.Finite(BigDecimal decimal) -> encode(decimal, out);
      case PgNumeric.Special special ->
          out.int2(0)
              .int2(0)
              .int2(
                  switch (special) {
                    case NAN -> NAN;
                    case POSITIVE_INFINITY -> POSITIVE_INFINITY;
                    case NEGATIVE_INFINITY -> NEGATIVE_INFINITY;
                  })
              .int2(0);
    }
  }

  @Override
  public void encodeLong(long value, ByteWriter out) {
    encode(BigDecimal.valueOf(value), out);
  }
}
