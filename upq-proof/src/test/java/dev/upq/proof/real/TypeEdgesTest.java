// SPDX-License-Identifier: Apache-2.0
package dev.upq.proof.real;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.upq.connection.PgConnection;
import dev.upq.fault.PgDataException;
import dev.upq.fault.PgException;
import dev.upq.fault.PgUsageException;
import dev.upq.fault.PgValueException;
import dev.upq.fault.Sent;
import dev.upq.row.Row;
import dev.upq.type.Infinity;
import dev.upq.type.Interval;
import dev.upq.type.PgArray;
import dev.upq.type.PgNumeric;
import dev.upq.type.PgTime;
import dev.upq.type.PgTimeTz;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The awkward values by name, on each server. */
@OnEachServer
final class TypeEdgesTest {

  private final int version;
  private final PgConnection connection;

  TypeEdgesTest(int version) {
    this.version = version;
    connection = Servers.connect(Servers.inSchema(Servers.config(version), "edges"));
  }

  @AfterEach
  void close() {
    connection.close();
  }

  /**
   * What the server makes of a text, read in binary; and the same value sent back is the same to
   * the server.
   */
  private Object read(String type, String text) {
    Class<?> whole = type.endsWith("[]") ? PgArray.class : Object.class;
    Object value = connection.query("select '%s'::%s".formatted(text, type)).row(0).get(0, whole);
    Row back =
        connection
            .query(
                "select $1::%1$s::text = '%2$s'::%1$s::text, format('%%s', $1::%1$s)"
                    .formatted(type, text),
                value)
            .row(0);
    assertThat(back.booleanValue(0)).as(type + " " + text + " came as " + back.text(1)).isTrue();
    return value;
  }

  @Test
  @DisplayName("TY-01: numeric at its limits")
  void numericAtItsLimits() {
    assertThat(read("numeric", "0")).isEqualTo(new BigDecimal("0"));
    assertThat(read("numeric", "-0.00")).isEqualTo(new BigDecimal("0.00"));
    assertThat(read("numeric", "1.10")).isEqualTo(new BigDecimal("1.10"));
    assertThat(read("numeric", "1e-16383")).isEqualTo(new BigDecimal("1e-16383"));
    String longest = "9".repeat(131_072) + "." + "9".repeat(16_383);
    assertThat(read("numeric", longest)).isEqualTo(new BigDecimal(longest));
    assertThat(read("numeric", "NaN")).isEqualTo(PgNumeric.Special.NAN);
    assertThat(read("numeric", "-Infinity")).isEqualTo(PgNumeric.Special.NEGATIVE_INFINITY);
    Row nan = connection.query("select 'NaN'::numeric").row(0);
    assertThatThrownBy(() -> nan.get(0, BigDecimal.class)).isInstanceOf(PgValueException.class);
  }

  @Test
  @DisplayName("TY-02, TY-03: the ends of time")
  void theEndsOfTime() {
    assertThat(read("timestamptz", "infinity")).isEqualTo(Infinity.POSITIVE);
    assertThat(read("timestamptz", "-infinity")).isEqualTo(Infinity.NEGATIVE);
    assertThat(read("timestamptz", "4714-11-24 00:00:00+00 BC"))
        .isEqualTo(Instant.parse("-4713-11-24T00:00:00Z"));
    assertThat(read("timestamptz", "294276-12-31 23:59:59.999999+00"))
        .isEqualTo(Instant.parse("+294276-12-31T23:59:59.999999Z"));
    assertThat(read("timestamptz", "2016-12-31 23:59:60+00"))
        .isEqualTo(Instant.parse("2017-01-01T00:00:00Z"));
    connection.query("set timezone = 'Europe/Berlin'");
    assertThat(read("timestamptz", "2025-10-26 02:30:00 CEST"))
        .isEqualTo(Instant.parse("2025-10-26T00:30:00Z"));
    assertThat(read("timestamptz", "2025-10-26 02:30:00 CET"))
        .isEqualTo(Instant.parse("2025-10-26T01:30:00Z"));
    assertThat(read("date", "0044-03-15 BC")).isEqualTo(LocalDate.of(-43, 3, 15));
    assertThat(read("date", "infinity")).isEqualTo(Infinity.POSITIVE);
  }

  @Test
  @DisplayName("TY-05: the end of the day and offsets with seconds")
  void theEndOfTheDay() {
    assertThat(read("time", "24:00")).isEqualTo(PgTime.END_OF_DAY);
    assertThat(read("timetz", "24:00:00+15:59:59"))
        .isEqualTo(new PgTimeTz(PgTime.END_OF_DAY, 57_599));
    assertThat(read("timetz", "00:00:00.000001-15:59:59"))
        .isEqualTo(new PgTimeTz(new PgTime(1), -57_599).toOffsetTime());
    assertThat(read("interval", "-178000000 years")).isEqualTo(new Interval(-2_136_000_000, 0, 0));
    if (version >= 17) {
      assertThat(read("interval", "-infinity")).isEqualTo(Interval.NEGATIVE_INFINITY);
    }
  }

  @Test
  @DisplayName("TY-06: arrays with awkward elements, bounds and dimensions")
  void awkwardArrays() {
    assertThat(read("int4[]", "{}")).isEqualTo(PgArray.EMPTY);
    assertThat(read("int4[]", "[-1:0]={1,2}")).isEqualTo(PgArray.of(-1, List.of(1, 2)));
    PgArray deep = (PgArray) read("int4[]", "{{{1,NULL}},{{3,4}}}");
    assertThat(deep.dimensions()).extracting(PgArray.Dimension::length).containsExactly(2, 1, 2);
    assertThat(deep.elements()).isEqualTo(Arrays.asList(1, null, 3, 4));
    List<String> words = Arrays.asList("NULL", null, "a\"b", "{", ",", "", "\\");
    Row row = connection.query("select $1::text[]", words).row(0);
    assertThat(row.list(0, String.class)).isEqualTo(words);
    assertThat(
            connection
                .script("select array['NULL', null, 'a\"b', '{', ',', '', E'\\\\']")
                .getFirst()
                .row(0)
                .list(0, String.class))
        .isEqualTo(words);
  }

  @Test
  @DisplayName("TY-07: json keeps what the server keeps")
  void jsonIsNotTouched() {
    String twice = "{\"a\": 1, \"a\":  2, \"n\": 1e400}";
    assertThat(connection.query("select $1::json", twice).oneText()).isEqualTo(twice);
    assertThat(connection.query("select $1::jsonb", twice).oneText())
        .isEqualTo("{\"a\": 2, \"n\": 1" + "0".repeat(400) + "}");
    assertThatThrownBy(() -> connection.query("select $1::jsonb", "\"\\u0000\""))
        .isInstanceOf(PgDataException.class);
    String large = "[" + "\"xxxxxxxxxxxxxxxxxxxxxxxxxxxx\", ".repeat(200_000) + "1]";
    assertThat(connection.query("select $1::jsonb", large).oneText()).isEqualTo(large);
  }

  @Test
  @DisplayName("TY-08, P10: NUL and lone surrogates are refused before anything is sent")
  void unfitTextIsRefusedBeforeItIsSent() {
    for (String unfit : List.of("a\0b", "\ud800", "x\udc00", "\udc00\ud800")) {
      refused(() -> connection.query("select $1::text", unfit));
      refused(() -> connection.query("select $1::text[]", List.of("a", unfit)));
      refused(() -> connection.query("select '" + unfit + "'"));
      refused(() -> connection.script("select '" + unfit + "'"));
    }
  }

  private void refused(Runnable call) {
    PgException failure = catchThrowableOfType(PgException.class, call::run);
    assertThat(failure).isNotNull();
    assertThat(failure.sent()).isEqualTo(Sent.NOTHING);
    assertThat(connection.clean()).isTrue();
    assertThat(connection.query("select 1").oneLong()).isOne();
  }

  @Test
  @DisplayName("P10: 65,535 parameters pass, one more is refused and the connection goes on")
  void asManyParametersAsTheProtocolCounts() {
    Object[] most = Collections.nCopies(65_535, 1).toArray();
    assertThat(connection.query(sum(65_535), most).oneLong()).isEqualTo(65_535);
    Object[] tooMany = Collections.nCopies(65_536, 1).toArray();
    assertThatThrownBy(() -> connection.query(sum(65_536), tooMany))
        .isInstanceOf(PgUsageException.class);
    refused(() -> connection.query(sum(65_536), tooMany));
  }

  private static String sum(int parameters) {
    return IntStream.rangeClosed(1, parameters)
        .mapToObj(i -> "$" + i + "::int4")
        .collect(Collectors.joining(",", "select cardinality(array[", "])"));
  }

  @Test
  @DisplayName("TY-09, P10: parameters that sum to 4 GiB are refused before the first byte")
  void moreThanAMessageHoldsIsRefused() {
    byte[] half = new byte[512 << 20];
    refused(
        () ->
            connection.query(
                "select length($1::bytea), $2::bytea, $3::bytea, $4::bytea, $5::bytea, $6::bytea,"
                    + " $7::bytea, $8::bytea",
                half,
                half,
                half,
                half,
                half,
                half,
                half,
                half));
  }

  @Test
  @DisplayName("TY-09: bytea of no byte, of many, and in both outputs")
  void byteaOfAnySize() {
    assertThat(connection.query("select $1::bytea", new byte[0]).one(byte[].class)).isEmpty();
    byte[] many = octets(20_000_003);
    assertThat(connection.query("select $1::bytea", many).one(byte[].class)).isEqualTo(many);
    byte[] each = octets(256);
    for (String output : List.of("hex", "escape")) {
      connection.query("set bytea_output = " + output);
      connection.query("create temp table if not exists octets as select $1::bytea as b", each);
      assertThat(connection.script("select b from octets").getFirst().one(byte[].class))
          .isEqualTo(each);
    }
  }

  private static byte[] octets(int length) {
    byte[] octets = new byte[length];
    for (int i = 0; i < length; i++) {
      octets[i] = (byte) i;
    }
    return octets;
  }

  @Test
  @DisplayName(
      "TY-10, TY-12, TY-13: types of the user's own are read and written, and as their text too")
  void typesOfTheUsersOwn() {
    connection.script(
        "create type mood as enum ('sad', 'ok'); create domain positive as int check (value > 0);"
            + "create domain moods as mood[]");
    assertThat(connection.query("select $1::mood", "ok").oneText()).isEqualTo("ok");
    connection.script(
        "alter type mood add value 'happy'; alter type mood rename value 'sad' to 'blue'");
    assertThat(connection.query("select $1::mood", "happy").oneText()).isEqualTo("happy");
    assertThat(connection.query("select 'blue'::mood").oneText()).isEqualTo("blue");
    assertThat(connection.query("select $1::positive", 5).oneLong()).isEqualTo(5);
    assertThatThrownBy(() -> connection.query("select $1::positive", -5))
        .hasMessageContaining("23514");
    assertThat(connection.query("select $1::moods", "{ok,NULL}").oneText()).isEqualTo("{ok,NULL}");
    assertThat(connection.query("select '[1,5]'::int4range").oneText()).isEqualTo("[1,6)");
    assertThat(connection.query("select $1::int4range", "empty").oneText()).isEqualTo("empty");
    assertThat(connection.query("select row(1, null, 'a b')").oneText()).isEqualTo("(1,,\"a b\")");
    assertThat(connection.query("select $1::inet", "::1/128").oneText()).isEqualTo("::1");
    assertThat(connection.query("select '10.5'::money::numeric").one(BigDecimal.class))
        .isEqualTo(new BigDecimal("10.50"));
  }

  @Test
  @DisplayName(
      "TY-19: other styles of the session leave binary values as they are, and text is right or"
          + " refused")
  void stylesOfTheSession() {
    LocalDate day = LocalDate.of(2024, 2, 3);
    Interval interval = new Interval(14, 3, 4_000_000);
    for (String style : List.of("ISO, DMY", "SQL, DMY", "SQL, MDY", "German", "Postgres, DMY")) {
      connection.query("set datestyle = '" + style + "'");
      connection.query("set intervalstyle = 'iso_8601'");
      assertThat(connection.query("select $1::date", day).one(LocalDate.class)).isEqualTo(day);
      assertThat(connection.query("select $1::interval", interval).one(Interval.class))
          .isEqualTo(interval);
      Row text = connection.script("select date '2024-02-03'").getFirst().row(0);
      try {
        assertThat(text.get(0, LocalDate.class)).as(style).isEqualTo(day);
      } catch (PgValueException refused) {
        assertThat(style).doesNotStartWith("ISO");
      }
    }
  }

  @Test
  @DisplayName("TY-20: \"char\", blanks at the end of char(n), and names of 63 bytes")
  void blanksAndNames() {
    assertThat(connection.query("select 'a'::char(4)").oneText()).isEqualTo("a   ");
    assertThat(connection.query("select 'x'::\"char\"").one(Character.class)).isEqualTo('x');
    String name = "n".repeat(63);
    assertThat(connection.query("select $1::name", name).oneText()).isEqualTo(name);
  }
}
