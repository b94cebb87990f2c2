// SPDX-License-Identifier: Apache-2.0
package dev.upq.codec;

import dev.upq.bytes.ByteReader;
import dev.upq.bytes.ByteWriter;
import dev.upq.type.Misfit;
import dev.upq.type.PgLsn;
import java.util.HexFormat;

/** pg_lsn: eight bytes. Text: two halves in hexadecimal digits. Immutable. */
final class LsnCodec extends Printed<PgLsn> {

  LsnCodec() {
    super("pg_lsn", PgLsn.class, 8);
  }

  @Override
  PgLsn read(ByteReader in) {
    return new PgLsn(in.int8());
  }

  @Override
  PgLsn parse(TextScanner in) {
    long high = half(in.until("/"));
    in.expect('/');
    return new PgLsn(high << 32 | half(in.rest()));
  }

  private long half(String digits) {
    boolean hex = !digits.isEmpty() && digits.length() <= 8;
    for (int i = 0; hex && i < digits.length(); i++) {
      hex = HexFormat.isHexDigit(digits.charAt(i));
    }
    if (!hex) {
      throw Misfit.text(this);
    }
    return HexFormat.fromHexDigitsToLong(digits);
  }

  @Override
  String print(PgLsn value) {
    return value.toString();
  }

  @Override
  public void encode(PgLsn value, ByteWriter out) {
    out.int8(value.position());
  }
}
