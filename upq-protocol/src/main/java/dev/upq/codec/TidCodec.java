// SPDX-License-Identifier: Apache-2.0
package dev.upq.codec;

import dev.upq.bytes.ByteReader;
import dev.upq.bytes.ByteWriter;
import dev.upq.type.Misfit;
import dev.upq.type.Tid;

/** tid: the block in four bytes, the offset in two. Text: {@code (0,1)}. Immutable. */
final class TidCodec extends Printed<Tid> {

  TidCodec() {
    super("tid", Tid.class, 6);
  }

  @Override
  Tid read(ByteReader in) {
    return new Tid(in.uint4(), in.uint2());
  }

  @Override
  Tid parse(TextScanner in) {
    in.expect('(');
    long block = in.digits(1, 10);
    in.expect(',');
    long offset = in.digits(1, 5);
    in.expect(')');
    if (block >>> 32 != 0 || offset >>> 16 != 0) {
      throw Misfit.text(this);
    }
    return new Tid(block, (int) offset);
  }

  @Override
  String print(Tid value) {
    return value.toString();
  }

  @Override
  public void encode(Tid value, ByteWriter out) {
    out.int4((int) value.block()).int2(value.offset());
  }
}
