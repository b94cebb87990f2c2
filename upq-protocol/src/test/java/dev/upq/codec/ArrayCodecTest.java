// SPDX-License-Identifier: Apache-2.0
package dev.upq.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.upq.bytes.ByteReader;
import dev.upq.bytes.ByteWriter;
import dev.upq.fault.PgProtocolException;
import dev.upq.fault.PgValueException;
import dev.upq.type.Codec;
import dev.upq.type.PgArray;
import dev.upq.type.PgType;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ArrayCodecTest {

  private static final Codec<?> INT4S = codec("int4[]");
  private static final Codec<?> TEXTS = codec("text[]");

  private static Codec<?> codec(String name) {
    return BuiltinTypes.registry().byName(name).orElseThrow().codec();
  }

  private static <U> U there(Codec<?> codec, Object value, Class<U> back) {
    return codec.decodeAs(new ByteReader(RoundTripTest.encode(codec, value)), back);
  }

  private static ByteReader header(int dimensions, int flags, int oid, int... more) {
    ByteWriter out = new ByteWriter(1000, 1000).int4(dimensions).int4(flags).int4(oid);
    for (int word : more) {
      out.int4(word);
    }
    return new ByteReader(out.toByteArray());
  }

  @Test
  @DisplayName("TY-06: empty, null elements, three dimensions and lower bounds are exact")
  void shapesAreExact() {
    assertThat(there(INT4S, List.of(), Object.class)).isEqualTo(List.of());
    assertThat(there(INT4S, List.of(List.of(), List.of()), PgArray.class)).isEqualTo(PgArray.EMPTY);
    assertThat(there(INT4S, Arrays.asList(1, null, 3), Object.class))
        .isEqualTo(Arrays.asList(1, null, 3));
    int[][][] cube = {{{1, 2}, {3, 4}}, {{5, 6}, {7, 8}}};
    assertThat(there(INT4S, cube, int[][][].class)).isDeepEqualTo(cube);
    assertThat(there(INT4S, cube, Object.class))
        .isEqualTo(
            List.of(List.of(List.of(1, 2), List.of(3, 4)), List.of(List.of(5, 6), List.of(7, 8))));
    PgArray bounds = PgArray.of(-1, List.of(1, 2));
    assertThat(there(INT4S, bounds, PgArray.class)).isEqualTo(bounds);
    assertThat(INT4S.decodeTextAs("[-1:0]={1,2}", PgArray.class)).isEqualTo(bounds);
    assertThat((Object) there(INT4S, bounds, List.class)).isEqualTo(List.of(1, 2));
  }

  @Test
  @DisplayName(
      "TY-06: text elements NULL, quotes, braces, commas and blanks are exact in both formats")
  void awkwardTexts() {
    List<String> awkward =
        Arrays.asList("NULL", null, "", "\"", "\\", "{", "}", ",", " a ", "null", "a\\\"b");
    assertThat(there(TEXTS, awkward, Object.class)).isEqualTo(awkward);
    assertThat(
            TEXTS.decodeText(
                "{\"NULL\",NULL,\"\",\"\\\"\",\"\\\\\",\"{\",\"}\",\",\",\" a"
                    + " \",\"null\",\"a\\\\\\\"b\"}"))
        .isEqualTo(awkward);
  }

  @Test
  void javaArraysAndCollectionsOfManyKinds() {
    assertThat(there(INT4S, new long[] {1, 2}, int[].class)).containsExactly(1, 2);
    assertThat(there(INT4S, new short[] {1, 2}, long[].class)).containsExactly(1, 2);
    assertThat(there(INT4S, Set.of(7), double[].class)).containsExactly(7);
    assertThat(there(INT4S, Arrays.asList(7, null), Integer[].class)).containsExactly(7, null);
    assertThat(there(INT4S, new LinkedHashSet<>(List.of(2, 1)), String[].class))
        .containsExactly("2", "1");
    assertThat(there(INT4S, new int[0], int[][].class)).isEmpty();
    assertThat(there(codec("bool[]"), new boolean[] {true}, boolean[].class)).containsExactly(true);
    assertThat(there(codec("float4[]"), new float[] {1.5f}, float[].class)).containsExactly(1.5f);
    assertThat(there(codec("float8[]"), new double[] {1.5}, double[].class)).containsExactly(1.5);
    byte[][] blobs = {{1, 2}, {}};
    assertThat(there(codec("bytea[]"), blobs, byte[][].class)).isDeepEqualTo(blobs);
  }

  @Test
  void listsOfAClassOfChoice() {
    byte[] bytes = RoundTripTest.encode(INT4S, Arrays.asList(1, null));
    assertThat(INT4S.decodeList(new ByteReader(bytes), Long.class)).containsExactly(1L, null);
    assertThat(INT4S.decodeTextList("{1,NULL}", Long.class)).containsExactly(1L, null);
    byte[] square = RoundTripTest.encode(INT4S, new int[][] {{1}, {2}});
    assertThatThrownBy(() -> INT4S.decodeList(new ByteReader(square), Long.class))
        .isInstanceOf(PgValueException.class)
        .hasMessageContaining("2 dimensions");
    assertThatThrownBy(() -> codec("int4").decodeList(new ByteReader(new byte[4]), Long.class))
        .isInstanceOf(PgValueException.class);
  }

  @Test
  void whatDoesNotFitIsRefused() {
    for (Object ragged :
        new Object[] {
          new int[][] {{1}, {2, 3}},
          List.of(1, List.of(2)),
          List.of(List.of(2), 1),
          Arrays.asList(List.of(1), null),
          List.of(List.of(), List.of(1)),
          new int[1][1][1][1][1][1][1]
        }) {
      assertThatThrownBy(() -> RoundTripTest.encode(INT4S, ragged))
          .isInstanceOf(PgValueException.class)
          .hasMessageContaining("regular array");
    }
    assertThatThrownBy(() -> RoundTripTest.encode(INT4S, 1)).isInstanceOf(PgValueException.class);
    assertThatThrownBy(() -> RoundTripTest.encode(INT4S, new byte[1]))
        .isInstanceOf(PgValueException.class);
    assertThatThrownBy(() -> RoundTripTest.encode(INT4S, List.of("x")))
        .isInstanceOf(PgValueException.class);
    assertThatThrownBy(() -> there(INT4S, Collections.singletonList(null), int[].class))
        .isInstanceOf(PgValueException.class)
        .hasMessageContaining("null element");
    assertThatThrownBy(() -> there(INT4S, List.of(1), int[][].class))
        .isInstanceOf(PgValueException.class);
    assertThatThrownBy(() -> there(INT4S, List.of(1), byte[].class))
        .isInstanceOf(PgValueException.class);
    assertThatThrownBy(() -> there(INT4S, List.of(1), Integer.class))
        .isInstanceOf(PgValueException.class);
  }

  @Test
  @DisplayName(
      "TY-22: dimensions, counts and lengths that the bytes cannot hold are protocol errors")
  void brokenArrays() {
    for (ByteReader broken :
        new ByteReader[] {
          header(7, 0, 23),
          header(-1, 0, 23),
          header(1, 0, 23, Integer.MAX_VALUE - 1, 1),
          header(1, 0, 23, 2, 1, 4, 1),
          header(2, 0, 23, 65_536, 1, 65_536, 1),
          header(6, 0, 23, 65_536, 1, 65_536, 1, 65_536, 1, 65_536, 1, 65_536, 1, 65_536, 1),
          header(2, 0, 23, 1_000_000, 1, 0, 1),
          header(1, 0, 23, -1, 1),
          header(1, 0, 23, 1, Integer.MAX_VALUE, 4, 1),
          header(1, 0, 23, 1, 1, -2),
          header(1, 0, 23, 1, 1, 5, 1),
          header(1, 0, 23, 1, 1, 4, 1, 9),
          header(1, 0, 23, 1, 1, Integer.MIN_VALUE, 1),
          header(0, 0, 23, 1)
        }) {
      assertThatThrownBy(() -> INT4S.decodeObject(broken)).isInstanceOf(PgProtocolException.class);
    }
    assertThatThrownBy(() -> INT4S.decodeObject(header(0, 0, 25)))
        .isInstanceOf(PgValueException.class);
    assertThatThrownBy(() -> INT4S.decodeObject(header(0, 2, 23)))
        .isInstanceOf(PgValueException.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{",
        "}",
        "{}x",
        "{1",
        "{1,}",
        "{,1}",
        "{{1},2}",
        "{1,{2}}",
        "{{1},{2,3}}",
        "{{}}",
        "[0:1]={1}",
        "[1:2={1,2}",
        "[2:1]={}",
        "[1:1]={{1}}",
        "{{{{{{{1}}}}}}}",
        "{\"a}",
        "{a\"b}",
        "{\\",
        "1",
        "[99999999999:1]={1}",
        "{1}{2}"
      })
  void brokenTextsAreRefused(String text) {
    assertThatThrownBy(() -> TEXTS.decodeText(text)).isInstanceOf(PgValueException.class);
  }

  @Test
  void arraysOfTextOnlyElementsTravelAsText() {
    ArrayCodec codec =
        new ArrayCodec(PgType.scalar(99_999, "odd", new TextCodec("odd", false), 99_998));
    byte[] bytes = RoundTripTest.encode(codec, Arrays.asList("a\"b", null));
    assertThat(codec.binary()).isFalse();
    assertThat(new ByteReader(bytes).text()).isEqualTo("{\"a\\\"b\",NULL}");
    assertThat(codec.decode(new ByteReader(bytes))).isEqualTo(Arrays.asList("a\"b", null));
    assertThat(new ByteReader(RoundTripTest.encode(codec, List.of())).text()).isEqualTo("{}");
  }
}
