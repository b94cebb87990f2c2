// SPDX-License-Identifier: Apache-2.0
package dev.upq.codec;

import dev.upq.bytes.ByteReader;
import dev.upq.bytes.ByteWriter;
import dev.upq.type.Cube;
import java.util.ArrayList;
import java.util.List;

/**
 * cube: the number of dimensions, with the highest bit for a point, then the coordinates as float8:
 * one corner, and the other where it is no point. Text: {@code (1, 2),(3, 4)}. Immutable.
 */
final class CubeCodec extends Printed<Cube> {

  private static final int POINT = 0x8000_0000;
  private static final FloatCodec.Float8 NUMBERS = new FloatCodec.Float8();

  CubeCodec() {
    super("cube", Cube.class, -1);
  }

  @Override
  Cube read(ByteReader in) {
    int header = in.int4();
    int dimensions = header & ~POINT;
    if (dimensions > Cube.MAX_DIMENSIONS) {
      throw Malformed.value(this, dimensions + " dimensions");
    }
    List<Double> low = corner(in, dimensions);
    return (header & POINT) != 0 ? Cube.point(low) : new Cube(low, corner(in, dimensions));
  }

  private static List<Double> corner(ByteReader in, int dimensions) {
    in.count(dimensions, 8);
    List<Double> corner = new ArrayList<>(dimensions);
    for (int i = 0; i < dimensions; i++) {
      corner.add(in.float8());
    }
    return corner;
  }

  @Override
  Cube parse(TextScanner in) {
    List<Double> low = corner(in);
    if (!in.accept(',')) {
      return Cube.point(low);
    }
    List<Double> high = corner(in);
    if (low.size() != high.size()) {
      throw in.misfit();
    }
    return new Cube(low, high);
  }

  private static List<Double> corner(TextScanner in) {
    List<Double> corner = new ArrayList<>();
    in.expect('(');
    while (!in.accept(')')) {
      if (!corner.isEmpty()) {
        in.expect(',');
        in.expect(' ');
      }
      corner.add(NUMBERS.parse(in.until(",)")));
      if (corner.size() > Cube.MAX_DIMENSIONS) {
        throw in.misfit();
      }
    }
    return corner;
  }

  @Override
  String print(Cube value) {
    return value.isPoint() ? print(value.low()) : print(value.low()) + "," + print(value.high());
  }

  private static String print(List<Double> corner) {
    StringBuilder text = new StringBuilder("(");
    for (Double coordinate : corner) {
      text.append(text.length() == 1 ? "" : ", ").append(FloatText.of(coordinate));
    }
    return text.append(')').toString();
  }

  @Override
  public void encode(Cube value, ByteWriter out) {
    int dimensions = value.low().size();
    out.int4(value.isPoint() ? dimensions | POINT : dimensions);
    value.low().forEach(out::float8);
    if (!value.isPoint()) {
      value.high().forEach(out::float8);
    }
  }
}
