// SPDX-License-Identifier: Apache-2.0
package dev.upq.codec;

import static org.assertj.core.api.Assertions.fail;

import dev.upq.bytes.ByteReader;
import dev.upq.bytes.ByteWriter;
import dev.upq.type.Codec;
import dev.upq.type.PgArray;
import dev.upq.type.PgTypeRegistry;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Random values of every type, there and back. */
class RoundTripTest {

  private static final long SEED = 20_240_229;
  private static final int VALUES = 4_000;
  private static final PgTypeRegistry TYPES = UserValues.REGISTRY;

  static Stream<String> scalars() {
    return UserValues.all(0).scalars().stream();
  }

  /** Those whose text form is at hand without a server. */
  static Stream<String> printable() {
    return scalars().filter(type -> !List.of("bool", "bytea").contains(type));
  }

  static byte[] encode(Codec<?> codec, Object value) {
    ByteWriter out = new ByteWriter();
    codec.encodeObject(value, out);
    return out.toByteArray();
  }

  private static void same(String type, int round, Object went, Object came) {
    if (!RandomValues.same(went, came)) {
      fail("%s: %s came back as %s (seed %d, round %d)", type, went, came, SEED, round);
    }
  }

  @ParameterizedTest
  @MethodSource("scalars")
  void everyValueComesBackAsItWent(String type) {
    RandomValues values = UserValues.all(SEED);
    Codec<?> codec = TYPES.byName(type).orElseThrow().codec();
    for (int i = 0; i < VALUES; i++) {
      Object value = values.value(type);
      byte[] bytes = encode(codec, value);
      Object back = codec.decodeObject(new ByteReader(bytes));
      same(type, i, value, back);
      if (codec.width() >= 0 && bytes.length != codec.width()) {
        fail("%s wrote %d bytes", type, bytes.length);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("scalars")
  void everyArrayComesBackAsItWent(String type) {
    RandomValues values = UserValues.all(SEED);
    Codec<?> codec = TYPES.byName(type + "[]").orElseThrow().codec();
    for (int i = 0; i < VALUES / 4; i++) {
      Object value = values.value(type + "[]");
      PgArray back = codec.decodeAs(new ByteReader(encode(codec, value)), PgArray.class);
      same(type, i, value, back);
    }
  }

  @ParameterizedTest
  @MethodSource("printable")
  void textAndBinaryGiveTheSameValue(String type) {
    RandomValues values = UserValues.all(SEED);
    Codec<?> codec = TYPES.byName(type).orElseThrow().codec();
    for (int i = 0; i < VALUES; i++) {
      Object value = values.value(type);
      String text = codec.decodeAs(new ByteReader(encode(codec, value)), String.class);
      Object read = codec.decodeTextObject(text);
      same(type, i, value, read);
      if (UserValues.writtenFromText(codec)) {
        same(type, i, encode(codec, value), encode(codec, text));
      }
    }
  }

  @ParameterizedTest
  @MethodSource("scalars")
  void textAndBinaryGiveTheSameArray(String type) {
    RandomValues values = UserValues.all(SEED);
    Codec<?> codec = TYPES.byName(type + "[]").orElseThrow().codec();
    for (int i = 0; i < VALUES / 4; i++) {
      PgArray value = (PgArray) values.value(type + "[]");
      String text = codec.decodeAs(new ByteReader(encode(codec, value)), String.class);
      PgArray read = codec.decodeTextAs(text, PgArray.class);
      same(type, i, value, read);
      same(type, i, text, codec.decodeAs(new ByteReader(encode(codec, text)), String.class));
    }
  }
}
