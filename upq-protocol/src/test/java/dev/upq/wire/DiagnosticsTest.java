// SPDX-License-Identifier: Apache-2.0
package dev.upq.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.upq.bytes.ByteReader;
import dev.upq.bytes.ByteWriter;
import dev.upq.fault.Diagnostic;
import dev.upq.fault.PgProtocolException;
import dev.upq.fault.PgValueException;
import dev.upq.fault.SqlState;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("P8: reports of any shape")
class DiagnosticsTest {

  private static Diagnostic read(ByteWriter body) {
    BackendMessage error = BackendMessage.decode((byte) 'E', new ByteReader(body.toByteArray()));
    BackendMessage notice = BackendMessage.decode((byte) 'N', new ByteReader(body.toByteArray()));
    assertThat(((NoticeResponse) notice).diagnostic())
        .isEqualTo(((ErrorResponse) error).diagnostic());
    return ((ErrorResponse) error).diagnostic();
  }

  @Test
  void noFieldsAtAll() {
    Diagnostic report = read(new ByteWriter().int1(0));
    assertThat(report.fields()).isEmpty();
    assertThat(report.sqlState()).isEqualTo(SqlState.UNKNOWN);
    assertThat(report.line()).isNotEmpty();
  }

  @Test
  void missingSqlState() {
    Diagnostic report = read(new ByteWriter().int1('M').cstring("m").int1(0));
    assertThat(report.sqlState()).isEqualTo(SqlState.UNKNOWN);
    assertThat(report.message()).isEqualTo("m");
  }

  @Test
  void unknownFieldsAreKept() {
    Diagnostic report =
        read(new ByteWriter().int1('~').cstring("a").int1(0xfe).cstring("b").int1(0));
    assertThat(report.fields()).isEqualTo(Map.of('~', "a", '\u00fe', "b"));
  }

  @Test
  void theLastOfTwoFieldsCounts() {
    Diagnostic report =
        read(new ByteWriter().int1('M').cstring("first").int1('M').cstring("last").int1(0));
    assertThat(report.message()).isEqualTo("last");
  }

  @Test
  void textThatIsNotUtf8IsReplacedAndTheFieldsBehindItStay() {
    Diagnostic report =
        read(
            new ByteWriter()
                .int1('M')
                .bytes(new byte[] {'a', (byte) 0xe4, 'b', 0})
                .int1('C')
                .cstring("28P01")
                .int1(0));
    assertThat(report.message()).isEqualTo("a\ufffdb");
    assertThat(report.sqlState()).isEqualTo(SqlState.INVALID_PASSWORD);
  }

  @Test
  void longTextAndControlCharacters() {
    String text = "x".repeat(29_000) + "\u001b[2J\r\nfake log line";
    Diagnostic report = read(new ByteWriter().int1('M').cstring(text).int1(0));
    assertThat(report.message()).isEqualTo(text);
    assertThat(report.line()).doesNotContain("\u001b", "\n", "\r");
  }

  @Test
  void missingTerminatorsAreProtocolFaults() {
    for (ByteWriter body :
        new ByteWriter[] {
          new ByteWriter(),
          new ByteWriter().int1('M'),
          new ByteWriter().int1('M').text("abc"),
          new ByteWriter().int1('M').cstring("abc"),
          new ByteWriter().int1('M').bytes(new byte[] {(byte) 0xff}),
          new ByteWriter().int1(0).int1(0)
        }) {
      assertThatThrownBy(() -> read(body)).isInstanceOf(PgProtocolException.class);
    }
  }

  @Test
  void fieldsAreWrittenInTheServersOrder() {
    ByteWriter out = new ByteWriter();
    new ErrorResponse(new Diagnostic(Map.of('M', "m", 'C', "c", '~', "u", 'V', "v", 'S', "s")))
        .encode(out);
    assertThat(
            new String(
                out.toByteArray(), 5, out.size() - 5, java.nio.charset.StandardCharsets.US_ASCII))
        .isEqualTo("Ss\0Vv\0Cc\0Mm\0~u\0\0");
  }

  @Test
  void aFieldTypeThatWouldEndTheMessageCannotBeWritten() {
    ByteWriter out = new ByteWriter().int1(1);
    for (char type : new char[] {0, 256}) {
      ErrorResponse error = new ErrorResponse(new Diagnostic(Map.of(type, "x")));
      assertThatThrownBy(() -> error.encode(out)).isInstanceOf(PgValueException.class);
      assertThat(out.size()).isEqualTo(1);
    }
  }
}
