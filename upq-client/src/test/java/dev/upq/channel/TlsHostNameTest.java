// SPDX-License-Identifier: Apache-2.0
package dev.upq.channel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TlsHostNameTest {

  /** Names are given as "dns:..", "ip:.." or "-" for no alternative name, several joined by "+". */
  @ParameterizedTest
  @CsvSource({
    // One name.
    "db.example.test, x, dns:db.example.test, true",
    "DB.Example.TEST, x, dns:db.example.test, true",
    "db.example.test, x, dns:DB.EXAMPLE.TEST, true",
    "db.example.test, x, dns:dc.example.test, false",
    "db.example.test, x, dns:example.test, false",
    "db, x, dns:db, true",
    "db.example.test, x, dns:a.test+dns:b.test+dns:db.example.test, true",
    // Wildcards: the whole left-most label, and one label only.
    "db.example.test, x, dns:*.example.test, true",
    "a.db.example.test, x, dns:*.example.test, false",
    "example.test, x, dns:*.example.test, false",
    ".example.test, x, dns:*.example.test, false",
    "db.example.test, x, dns:*.*.test, false",
    "db.example.test, x, dns:d*.example.test, false",
    "db.example.test, x, dns:db.*.test, false",
    "db.example.test, x, dns:*, false",
    "db, x, dns:*, false",
    "db.example.test, x, dns:*., false",
    "db., x, dns:*., false",
    "db.test, x, dns:*.test, true",
    // The common name counts only without a dNSName; an iPAddress does not stand in its way.
    "db.example.test, db.example.test, -, true",
    "db.example.test, *.example.test, -, true",
    "db.example.test, db.example.test, dns:other.test, false",
    "db.example.test, db.example.test, ip:10.0.0.1, true",
    "db.example.test, other.test, -, false",
    "db.example.test, '', -, false",
    // Addresses.
    "127.0.0.1, x, ip:127.0.0.1, true",
    "127.1, x, ip:127.0.0.1, true",
    "127.0.0.1, x, ip:127.0.0.2, false",
    "::1, x, ip:::1, true",
    "0:0:0:0:0:0:0:1, x, ip:::1, true",
    "::1, x, ip:::2, false",
    "127.0.0.1, x, dns:127.0.0.1, true",
    "127.0.0.1, x, dns:*.0.0.1, false",
    // An address falls back to the common name even beside a dNSName, but not beside an iPAddress.
    "127.0.0.1, 127.0.0.1, dns:other.test, true",
    "127.0.0.1, 127.0.0.1, ip:10.0.0.1, false",
    "db.example.test, x, ip:127.0.0.1, false",
  })
  void theHostMatchesByLibpqsRules(String host, String commonName, String names, boolean expected) {
    TlsMint.Request request = TlsMint.subject(commonName);
    for (String name : names.split("\\+")) {
      if (name.startsWith("dns:")) {
        request.dns(name.substring(4));
      } else if (name.startsWith("ip:")) {
        request.ip(name.substring(3));
      }
    }
    assertThat(matches(request.selfSigned().certificate(), host)).isEqualTo(expected);
  }

  @Test
  void aZeroByteInANameIsRefused() {
    for (String host : new String[] {"db.example.test", "db.example.test\0.evil.test"}) {
      assertThat(
              matches(
                  TlsMint.subject("x")
                      .dns("db.example.test\0.evil.test")
                      .selfSigned()
                      .certificate(),
                  host))
          .isFalse();
      assertThat(
              matches(
                  TlsMint.subject("db.example.test\0.evil.test").selfSigned().certificate(), host))
          .isFalse();
    }
  }

  @Test
  void unreadableAlternativeNamesAreNotReplacedByTheCommonName() {
    for (byte[] malformed :
        new byte[][] {{0x30, 5, (byte) 0x82}, {0x30, 0}, {0x04, 1, 1}, {0x30, 2, (byte) 0x88, 0}}) {
      X509Certificate broken =
          TlsMint.subject("db.example.test").rawNames(malformed).selfSigned().certificate();
      assertThatThrownBy(() -> TlsHostName.check(broken, "db.example.test"))
          .isInstanceOf(CertificateException.class)
          .hasMessageContaining("names that cannot be read");
    }
  }

  @Test
  void anAddressOfAnOddLengthMatchesNothing() {
    X509Certificate odd =
        TlsMint.subject("127.0.0.1")
            .rawNames(
                (byte) 0x30,
                (byte) 7,
                (byte) 0x87,
                (byte) 5,
                (byte) 127,
                (byte) 0,
                (byte) 0,
                (byte) 1,
                (byte) 0)
            .selfSigned()
            .certificate();
    assertThat(matches(odd, "127.0.0.1")).isFalse();
  }

  @Test
  void theCommonNameIsReadInItsUsualKinds() {
    byte[] host = "db.example.test".getBytes(StandardCharsets.US_ASCII);
    for (int kind : new int[] {0x0c, 0x13, 0x14, 0x16}) {
      assertThat(matches(TlsMint.subject(kind, host).selfSigned().certificate(), "db.example.test"))
          .as("kind %x", kind)
          .isTrue();
    }
    byte[] wide = "db.example.test".getBytes(StandardCharsets.UTF_16BE);
    assertThat(matches(TlsMint.subject(0x1e, wide).selfSigned().certificate(), "db.example.test"))
        .isFalse();
  }

  @Test
  void theMessageNamesBothAndIsOneCleanLine() {
    X509Certificate odd =
        TlsMint.subject("x").dns("line\nbreak\u001b[31m").selfSigned().certificate();
    assertThatThrownBy(() -> TlsHostName.check(odd, "db.example.test"))
        .hasMessage(
            "the server's certificate is for \"line?break?[31m\", not for the host"
                + " \"db.example.test\"");
    assertThatThrownBy(
            () ->
                TlsHostName.check(
                    TlsMint.subject("x".repeat(5000)).selfSigned().certificate(), "h"))
        .satisfies(long5000 -> assertThat(long5000.getMessage()).hasSizeLessThan(300));
  }

  @Test
  void anEmptyHostMatchesNothing() {
    assertThatThrownBy(() -> TlsHostName.check(TlsMint.subject("x").selfSigned().certificate(), ""))
        .isInstanceOf(CertificateException.class)
        .hasMessageContaining("needs a host name");
  }

  private static boolean matches(X509Certificate certificate, String host) {
    try {
      TlsHostName.check(certificate, host);
      return true;
    } catch (CertificateException refused) {
      return false;
    }
  }
}
