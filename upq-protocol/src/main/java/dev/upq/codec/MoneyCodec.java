// SPDX-License-Identifier: Apache-2.0
package dev.upq.codec;

import dev.upq.bytes.ByteReader;
import dev.upq.bytes.ByteWriter;
import dev.upq.type.Misfit;
import dev.upq.type.PgMoney;

/**
 * money: eight bytes, the amount in the smallest unit of the currency. Immutable.
 *
 * <p>Read as PgMoney, never as BigDecimal: the number of decimal places is a setting of the server.
 * The text form too depends on {@code lc_monetary}; that of {@code C} and {@code en_US} is read and
 * written ({@code -$1,234.56}), any other is refused.
 */
final class MoneyCodec extends Printed<PgMoney> {

  private static final int GROUP = 3;

  MoneyCodec() {
    super("money", PgMoney.class, 8);
  }

  @Override
  PgMoney read(ByteReader in) {
    return new PgMoney(in.int8());
  }

  @Override
  PgMoney parse(TextScanner in) {
    long sign = in.accept('-') ? -1 : 1;
    in.expect('$');
    try {
      long amount = sign * in.digits(1, GROUP);
      while (in.accept(',')) {
        amount = Math.addExact(Math.multiplyExact(amount, 1000L), sign * in.digits(GROUP, GROUP));
      }
      in.expect('.');
      return new PgMoney(Math.addExact(Math.multiplyExact(amount, 100L), sign * in.digits(2, 2)));
    } catch (ArithmeticException tooLarge) {
      throw Misfit.text(this);
    }
  }

  @Override
  String print(PgMoney value) {
    String digits = Long.toUnsignedString(Math.abs(value.units()));
    digits = "0".repeat(Math.max(0, GROUP - digits.length())) + digits;
    int point = digits.length() - 2;
    StringBuilder text = new StringBuilder(value.units() < 0 ? "-$" : "$");
    for (int i = 0; i < point; i++) {
      if (i > 0 && (point - i) % GROUP == 0) {
        text.append(',');
      }
      text.append(digits.charAt(i));
    }
    return text.append('.').append(digits, point, digits.length()).toString();
  }

  @Override
  public void encode(PgMoney value, ByteWriter out) {
    out.int8(value.units());
  }
}
