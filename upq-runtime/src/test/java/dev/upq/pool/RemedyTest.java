// SPDX-License-Identifier: Apache-2.0
package dev.upq.pool;

import static org.assertj.core.api.Assertions.assertThat;

import dev.upq.fault.Diagnostic;
import dev.upq.fault.PgConnectException;
import dev.upq.fault.PgConnectException.Reason;
import dev.upq.fault.PgInterruptedException;
import dev.upq.fault.Sent;
import dev.upq.fault.SqlState;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every row of the tables, as the acceptance list has them. */
final class RemedyTest {

  @ParameterizedTest
  @DisplayName("bar 5: in a session, at severity ERROR")
  @CsvSource({
    "08000, DROP",
    "08006, DROP",
    "08P01, DROP",
    "57P01, DROP",
    "57P02, DROP",
    "57P03, DROP",
    "57P05, DROP",
    "25P03, DROP",
    "25P04, DROP",
    "XX000, DROP",
    "XX001, DROP",
    "25006, NOT_PRIMARY",
    "57014, KEEP",
    "57P04, KEEP",
    "25P02, KEEP",
    "25001, KEEP",
    "40001, KEEP",
    "40P01, KEEP",
    "23505, KEEP",
    "42601, KEEP",
    "53100, KEEP",
    "53300, KEEP",
    "0A000, KEEP",
    "28P01, KEEP",
    "01002, KEEP"
  })
  void inASession(String code, Remedy remedy) {
    assertThat(Remedy.inSession(error("ERROR", code))).isEqualTo(remedy);
    assertThat(Remedy.inSession(error("FATAL", code))).isEqualTo(Remedy.DROP);
    assertThat(Remedy.inSession(error("PANIC", code))).isEqualTo(Remedy.DROP);
  }

  @ParameterizedTest
  @DisplayName("bar 5: at login")
  @CsvSource({
    "53300, FULL, BACK_OFF",
    "57P03, NOT_READY, BACK_OFF",
    "28P01, AUTHENTICATION, STOP",
    "28000, AUTHENTICATION, STOP",
    "3D000, DATABASE, STOP",
    "42501, DATABASE, STOP",
    "57P01, REFUSED, RETRY",
    "XX000, REFUSED, RETRY",
    "0A000, PROTOCOL, RETRY"
  })
  void atLogin(String code, Reason reason, Remedy remedy) {
    assertThat(Remedy.atLogin(new PgConnectException(reason, "told", error("FATAL", code), null)))
        .isEqualTo(remedy);
  }

  @Test
  @DisplayName("bar 5: at login, where the server has said nothing")
  void withoutAWordOfTheServer() {
    Map<Reason, Remedy> found = new EnumMap<>(Reason.class);
    for (Reason reason : Reason.values()) {
      found.put(reason, Remedy.atLogin(new PgConnectException(reason, "told", null, null)));
    }
    assertThat(found)
        .containsExactlyInAnyOrderEntriesOf(
            Map.ofEntries(
                Map.entry(Reason.UNKNOWN_HOST, Remedy.RETRY),
                Map.entry(Reason.UNREACHABLE, Remedy.RETRY),
                Map.entry(Reason.TIMEOUT, Remedy.RETRY),
                Map.entry(Reason.TLS, Remedy.RETRY),
                Map.entry(Reason.AUTHENTICATION, Remedy.STOP),
                Map.entry(Reason.DATABASE, Remedy.STOP),
                Map.entry(Reason.FULL, Remedy.RETRY),
                Map.entry(Reason.NOT_READY, Remedy.RETRY),
                Map.entry(Reason.WRONG_ROLE, Remedy.RETRY),
                Map.entry(Reason.REFUSED, Remedy.RETRY),
                Map.entry(Reason.PROTOCOL, Remedy.RETRY)));
    assertThat(Remedy.atLogin(new PgInterruptedException("told", Sent.NOTHING)))
        .isEqualTo(Remedy.RETRY);
  }

  @Test
  void noRowIsMissingHere() {
    assertThat(Remedy.IN_SESSION)
        .extracting(Remedy.Row::code)
        .containsExactly("08", "57P01", "57P02", "57P03", "57P05", "25P03", "25P04", "XX", "25006");
    assertThat(Remedy.AT_LOGIN)
        .extracting(Remedy.Row::code)
        .containsExactly("53300", "57P03", "28P01", "28000", "3D000", "42501");
    assertThat(List.of(Remedy.IN_SESSION, Remedy.AT_LOGIN))
        .allSatisfy(table -> assertThat(table).allMatch(row -> !row.why().isEmpty()));
  }

  private static Diagnostic error(String severity, String code) {
    return Diagnostic.of(severity, SqlState.of(code), "told");
  }
}
