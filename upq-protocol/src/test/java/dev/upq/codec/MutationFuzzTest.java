// SPDX-License-Identifier: Apache-2.0
package dev.upq.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.fail;

import dev.upq.bytes.ByteReader;
import dev.upq.fault.PgException;
import dev.upq.fault.PgProtocolException;
import dev.upq.type.Codec;
import dev.upq.type.PgArray;
import dev.upq.type.PgTypeRegistry;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Bytes and texts that no server would send: whatever they are, only our own failures come out. */
class MutationFuzzTest {

  private static final long SEED = Long.getLong("upq.seed", 7);
  private static final int ROUNDS = Integer.getInteger("upq.types.mutations", 2_000);

  /** What one short value may make us allocate, what is garbage again at once included. */
  private static final long MOST_BYTES = 1L << 20;

  /**
   * The numeric 1e131071 has ten bytes and is 54 KB as BigDecimal, 131 KB as text, and megabytes on
   * the way to either.
   */
  private static final long MOST_BYTES_OF_NUMERIC = 128L << 20;

  /** The least that a numeric which is not zero has in binary. */
  private static final int NUMERIC_BYTES = 10;

  /** Mutations of one value: making and encoding it costs more than decoding it. */
  private static final int MUTATIONS_OF_A_VALUE = 16;

  private static final PgTypeRegistry TYPES = UserValues.REGISTRY;
  private static final com.sun.management.ThreadMXBean THREADS =
      (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();

  static Stream<String> all() {
    return UserValues.all(0).scalars().stream().flatMap(type -> Stream.of(type, type + "[]"));
  }

  private static Codec<?> codec(String type) {
    return TYPES.byName(type).orElseThrow().codec();
  }

  @ParameterizedTest
  @MethodSource("all")
  @DisplayName("P7: mutated, cut and random bytes end in a value or in a failure of ours")
  void brokenBytes(String type) {
    Codec<?> codec = codec(type);
    RandomValues values = UserValues.all(SEED);
    SplittableRandom random = new SplittableRandom(SEED);
    int decoded = 0;
    byte[] whole = null;
    for (int i = 0; i < ROUNDS; i++) {
      if (i % MUTATIONS_OF_A_VALUE == 0) {
        whole = RoundTripTest.encode(codec, values.value(type));
      }
      byte[] bytes = mutate(random, whole);
      long before = THREADS.getCurrentThreadAllocatedBytes();
      decoded += survives(codec, bytes, i) ? 1 : 0;
      long most = MOST_BYTES;
      if (type.startsWith("num") || type.startsWith("holder")) {
        most += MOST_BYTES_OF_NUMERIC * (bytes.length / NUMERIC_BYTES);
      }
      if (THREADS.getCurrentThreadAllocatedBytes() - before > most) {
        fail("%s took too much memory for %s", type, HexFormat.of().formatHex(bytes));
      }
    }
    assertThat(decoded).as("some mutations are values").isPositive();
  }

  private static boolean survives(Codec<?> codec, byte[] bytes, int round) {
    try {
      codec.decodeObject(new ByteReader(bytes));
      if (codec instanceof ArrayCodec) {
        Class<?> target = round % 2 == 0 ? PgArray.class : String[].class;
        codec.decodeAs(new ByteReader(bytes), target);
      } else {
        if (round % 8 == 0) {
          codec.decodeAs(new ByteReader(bytes), String.class);
        }
        codec.decodeDouble(new ByteReader(bytes));
      }
      return true;
    } catch (PgException ours) {
      return !(ours instanceof PgProtocolException);
    } catch (RuntimeException other) {
      return fail(
          "%s let %s through for %s (seed %d, round %d)",
          codec.typeName(), other, HexFormat.of().formatHex(bytes), SEED, round);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"pair", "node", "holder", "int4[]", "numeric[]"})
  @DisplayName(
      "P7: records and arrays of any type, mutated, end in a value or in a failure of ours")
  void brokenBytesOfWhatTellsItsOwnTypes(String type) {
    Codec<?> codec = codec(type.endsWith("[]") ? "anyarray" : "record");
    RandomValues values = UserValues.all(SEED);
    SplittableRandom random = new SplittableRandom(SEED);
    int decoded = 0;
    byte[] whole = null;
    for (int i = 0; i < ROUNDS; i++) {
      if (i % MUTATIONS_OF_A_VALUE == 0) {
        whole = RoundTripTest.encode(codec(type), values.value(type));
      }
      byte[] bytes = mutate(random, whole);
      decoded += survives(codec, bytes, i) ? 1 : 0;
    }
    assertThat(decoded).as("some mutations are values").isPositive();
  }

  @ParameterizedTest
  @MethodSource("all")
  @DisplayName("P7: mutated and cut texts end in a value or in a failure of ours")
  void brokenTexts(String type) {
    Codec<?> codec = codec(type);
    RandomValues values = UserValues.all(SEED);
    SplittableRandom random = new SplittableRandom(SEED);
    String whole = null;
    for (int i = 0; i < ROUNDS / 2; i++) {
      if (i % MUTATIONS_OF_A_VALUE == 0) {
        whole = text(type, values);
      }
      String text = mutate(random, whole);
      try {
        codec.decodeTextObject(text);
      } catch (PgException ours) {
        // As it should be.
      } catch (RuntimeException other) {
        fail("%s let %s through for %s (seed %d, round %d)", type, other, text, SEED, i);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("all")
  @DisplayName(
      "TY-22: a value cut short or with bytes left over is a protocol error wherever the width is"
          + " fixed")
  void wrongWidths(String type) {
    Codec<?> codec = codec(type);
    byte[] whole = RoundTripTest.encode(codec, UserValues.all(SEED).value(type));
    if (codec.width() < 0) {
      return;
    }
    for (int length = 0; length <= whole.length + 3; length++) {
      byte[] bytes = Arrays.copyOf(whole, length);
      if (length != whole.length) {
        assertThatThrownBy(() -> codec.decodeObject(new ByteReader(bytes)))
            .isInstanceOf(PgProtocolException.class);
      }
    }
  }

  private static String text(String type, RandomValues values) {
    Codec<?> codec = codec(type);
    return Linked.text(codec, values.value(type));
  }

  private static byte[] mutate(SplittableRandom random, byte[] whole) {
    byte[] bytes = whole.clone();
    if (random.nextInt(10) == 0) {
      bytes = new byte[random.nextInt(40)];
      random.nextBytes(bytes);
    }
    if (random.nextInt(4) == 0) {
      bytes = Arrays.copyOf(bytes, random.nextInt(bytes.length + 4));
    }
    for (int i = random.nextInt(4); i > 0 && bytes.length > 0; i--) {
      int at = random.nextInt(bytes.length);
      bytes[at] =
          switch (random.nextInt(4)) {
            case 0 -> (byte) 0xff;
            case 1 -> 0;
            case 2 -> (byte) (bytes[at] ^ 1 << random.nextInt(8));
            default -> (byte) random.nextInt();
          };
    }
    return bytes;
  }

  private static String mutate(SplittableRandom random, String whole) {
    String alphabet = "0123456789-+:. {}[](),;<>'&|!/*$\"\\=eNUxBCé\0\ud800";
    StringBuilder text = new StringBuilder(whole);
    for (int i = 1 + random.nextInt(3); i > 0; i--) {
      int at = random.nextInt(text.length() + 1);
      char c = alphabet.charAt(random.nextInt(alphabet.length()));
      switch (random.nextInt(3)) {
        case 0 -> text.insert(at, c);
        case 1 -> text.setLength(at);
        default -> text.replace(at, Math.min(at + 1, text.length()), String.valueOf(c));
      }
    }
    return text.toString();
  }
}
