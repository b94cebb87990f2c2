// SPDX-License-Identifier: Apache-2.0
package dev.upq.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import dev.upq.bytes.ByteReader;
import dev.upq.fault.PgException;
import dev.upq.fault.PgProtocolException;
import dev.upq.type.Codec;
import dev.upq.type.PgTypeRegistry;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.SplittableRandom;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What is read straight from an array is what a reader of the same bytes gives, or refuses. */
class StraightDecodeTest {

  private static final long SEED = 20_261_123;
  private static final int VALUES = 3_000;
  private static final int AROUND = 3;
  private static final PgTypeRegistry TYPES = UserValues.REGISTRY;

  static Stream<String> all() {
    return UserValues.all(0).scalars().stream().flatMap(type -> Stream.of(type, type + "[]"));
  }

  @ParameterizedTest
  @MethodSource("all")
  @DisplayName("P7: a value between others is read the same with a reader and without")
  void straightFromTheArrayIsTheSame(String type) {
    Codec<?> codec = TYPES.byName(type).orElseThrow().codec();
    RandomValues values = UserValues.all(SEED);
    SplittableRandom random = new SplittableRandom(SEED);
    int sound = 0;
    for (int i = 0; i < VALUES; i++) {
      byte[] value = RoundTripTest.encode(codec, values.value(type));
      if (i % 3 == 0) {
        value = broken(random, value);
      }
      byte[] bytes = surrounded(random, value);
      int to = AROUND + value.length;
      sound += same(codec, value, bytes, to, i) ? 1 : 0;
    }
    assertThat(sound).as("some are values").isPositive();
  }

  private static boolean same(Codec<?> codec, byte[] value, byte[] bytes, int to, int round) {
    Object usual = outcome(() -> codec.decodeAs(new ByteReader(value), codec.javaType()));
    agree(codec, value, round, usual, () -> codec.decodeAs(bytes, AROUND, to, codec.javaType()));
    agree(
        codec,
        value,
        round,
        outcome(() -> codec.decodeAs(new ByteReader(value), String.class)),
        () -> codec.decodeAs(bytes, AROUND, to, String.class));
    agree(
        codec,
        value,
        round,
        outcome(() -> codec.decodeLong(new ByteReader(value))),
        () -> codec.decodeLong(bytes, AROUND, to));
    agree(
        codec,
        value,
        round,
        outcome(() -> codec.decodeDouble(new ByteReader(value))),
        () -> codec.decodeDouble(bytes, AROUND, to));
    agree(
        codec,
        value,
        round,
        outcome(() -> codec.decodeBoolean(new ByteReader(value))),
        () -> codec.decodeBoolean(bytes, AROUND, to));
    return !(usual instanceof Class<?>);
  }

  private static void agree(
      Codec<?> codec, byte[] value, int round, Object usual, Supplier<Object> straight) {
    Object other = outcome(straight);
    if (!RandomValues.same(usual, other)) {
      fail(
          "%s of %s: %s with a reader, %s without (seed %d, round %d)",
          codec.typeName(), HexFormat.of().formatHex(value), usual, other, SEED, round);
    }
  }

  /** The value, or the kind of failure. */
  private static Object outcome(Supplier<?> decode) {
    try {
      return decode.get();
    } catch (PgProtocolException malformed) {
      return PgProtocolException.class;
    } catch (PgException refused) {
      return refused.getClass();
    }
  }

  private static byte[] broken(SplittableRandom random, byte[] value) {
    byte[] bytes = value.clone();
    if (bytes.length > 0 && random.nextBoolean()) {
      bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
    }
    return random.nextBoolean()
        ? bytes
        : Arrays.copyOf(bytes, Math.max(0, bytes.length + random.nextInt(-2, 3)));
  }

  private static byte[] surrounded(SplittableRandom random, byte[] value) {
    byte[] bytes = new byte[value.length + 2 * AROUND];
    random.nextBytes(bytes);
    System.arraycopy(value, 0, bytes, AROUND, value.length);
    return bytes;
  }
}
