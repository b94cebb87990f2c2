// SPDX-License-Identifier: Apache-2.0
package dev.upq.channel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.upq.config.SslMode;
import dev.upq.config.TlsFiles;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class TlsVerifyTest {

  private static final TlsMint.Issued ROOT = TlsMint.subject("root").authority().selfSigned();
  private static final TlsMint.Issued MIDDLE = TlsMint.subject("middle").authority().signedBy(ROOT);
  private static final String HOST = "db.example.test";

  @TempDir static Path dir;
  private static Path roots;

  /** The certificates of table S2: what the server shows, and which host is asked for. */
  enum Shown {
    GOOD,
    EXPIRED,
    NOT_YET_VALID,
    WRONG_HOST,
    WILDCARD,
    IP_SAN,
    CN_ONLY,
    SELF_SIGNED,
    UNKNOWN_CA,
    MISSING_INTERMEDIATE,
    REVOKED;

    final TlsMint.Issued issued = issue(this);

    private static TlsMint.Issued issue(Shown shown) {
      TlsMint.Request named = TlsMint.subject("x").dns(HOST);
      return switch (shown) {
        case GOOD, REVOKED -> named.signedBy(ROOT);
        case MISSING_INTERMEDIATE -> named.signedBy(MIDDLE);
        case EXPIRED -> named.valid(Duration.ofDays(-9), Duration.ofDays(-2)).signedBy(ROOT);
        case NOT_YET_VALID -> named.valid(Duration.ofDays(2), Duration.ofDays(9)).signedBy(ROOT);
        case WRONG_HOST -> TlsMint.subject(HOST).dns("other.example.test").signedBy(ROOT);
        case WILDCARD -> TlsMint.subject("x").dns("*.example.test").signedBy(ROOT);
        case IP_SAN -> TlsMint.subject("x").ip("127.0.0.1").signedBy(ROOT);
        case CN_ONLY -> TlsMint.subject(HOST).signedBy(ROOT);
        case SELF_SIGNED -> named.selfSigned();
        case UNKNOWN_CA -> named.signedBy(TlsMint.subject("root").authority().selfSigned());
      };
    }

    String host() {
      return this == IP_SAN ? "127.0.0.1" : HOST;
    }

    List<X509Certificate> sent() {
      return List.of(issued.certificate());
    }

    /** Whether the chain is in order. */
    boolean trusted() {
      return switch (this) {
        case GOOD, WRONG_HOST, WILDCARD, IP_SAN, CN_ONLY -> true;
        case EXPIRED, NOT_YET_VALID, SELF_SIGNED, UNKNOWN_CA, MISSING_INTERMEDIATE, REVOKED ->
            false;
      };
    }
  }

  @BeforeAll
  static void writeRoots() {
    roots = TlsMint.write(dir.resolve("root.crt"), ROOT.certificate());
  }

  @ParameterizedTest
  @EnumSource
  @DisplayName("S2: 11 certificates x 6 modes, with a file of authorities and a revocation list")
  void acceptedOnlyWhereTheModeSaysSo(Shown shown) throws Exception {
    Path list =
        Files.write(
            dir.resolve("list-" + shown + ".crl"),
            TlsMint.revocations(ROOT, Shown.REVOKED.issued.certificate()));
    TlsFiles files = files(Optional.of(roots), false, Optional.of(list));
    for (SslMode mode : EnumSet.complementOf(EnumSet.of(SslMode.DISABLE))) {
      boolean accepted =
          shown.trusted() && (mode != SslMode.VERIFY_FULL || shown != Shown.WRONG_HOST);
      Throwable failed = handshake(shown.issued, shown.sent(), shown.host(), mode, files);
      if (accepted) {
        assertThat(failed).as("%s %s", shown, mode).isNull();
      } else {
        assertThat(failed).as("%s %s", shown, mode).isInstanceOf(SSLPeerUnverifiedException.class);
        assertThat(failed.getMessage()).doesNotContain("\n").startsWith("the server's certificate");
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  @DisplayName("S2: 11 certificates x 6 modes, with no authorities configured")
  void withoutAuthoritiesTheWeakModesTakeAnyAndTheOthersNone(Shown shown) throws Exception {
    for (Path absent : new Path[] {null, dir.resolve("absent.crt")}) {
      TlsFiles files = files(Optional.ofNullable(absent), false, Optional.empty());
      for (SslMode mode : Set.of(SslMode.ALLOW, SslMode.PREFER, SslMode.REQUIRE)) {
        assertThat(handshake(shown.issued, shown.sent(), shown.host(), mode, files))
            .as("%s %s", shown, mode)
            .isNull();
      }
      for (SslMode mode : Set.of(SslMode.VERIFY_CA, SslMode.VERIFY_FULL)) {
        assertThat(handshake(shown.issued, shown.sent(), shown.host(), mode, files))
            .as("%s %s", shown, mode)
            .isInstanceOf(SSLException.class)
            .hasMessageContaining("sslrootcert");
      }
    }
  }

  @Test
  void anIntermediateCountsFromTheServerOrFromTheFile() throws Exception {
    TlsMint.Issued leaf = TlsMint.subject("x").dns(HOST).signedBy(MIDDLE);
    List<X509Certificate> disordered =
        List.of(leaf.certificate(), ROOT.certificate(), MIDDLE.certificate());
    Path both = TlsMint.write(dir.resolve("both.crt"), MIDDLE.certificate(), ROOT.certificate());
    Path onlyMiddle = TlsMint.write(dir.resolve("middle.crt"), MIDDLE.certificate());
    assertThat(verified(leaf, leaf.chain(), roots)).isNull();
    assertThat(verified(leaf, disordered, roots)).isNull();
    assertThat(verified(leaf, List.of(leaf.certificate()), both)).isNull();
    assertThat(verified(leaf, List.of(leaf.certificate()), roots))
        .isInstanceOf(SSLPeerUnverifiedException.class)
        .hasMessageContaining("intermediate");
    assertThat(verified(leaf, leaf.chain(), onlyMiddle))
        .isInstanceOf(SSLException.class)
        .hasMessageContaining("no self-signed certificate");
  }

  @Test
  void aSelfSignedCertificateMayBeItsOwnAuthorityWhileItIsValid() throws Exception {
    TlsMint.Issued own = TlsMint.subject("x").dns(HOST).selfSigned();
    Path file = TlsMint.write(dir.resolve("own.crt"), own.certificate());
    assertThat(verified(own, own.chain(), file)).isNull();
    TlsMint.Issued old =
        TlsMint.subject("x").dns(HOST).valid(Duration.ofDays(-9), Duration.ofDays(-2)).selfSigned();
    Path oldFile = TlsMint.write(dir.resolve("old.crt"), old.certificate());
    assertThat(verified(old, List.of(old.certificate()), oldFile))
        .isInstanceOf(SSLPeerUnverifiedException.class)
        .hasMessageContaining("expired at");
  }

  @Test
  void whatIsNoAuthorityCannotIssue() throws Exception {
    TlsMint.Issued leaf = TlsMint.subject("leaf").dns("other").signedBy(ROOT);
    TlsMint.Issued forged = TlsMint.subject("x").dns(HOST).signedBy(leaf);
    assertThat(verified(forged, forged.chain(), roots))
        .isInstanceOf(SSLPeerUnverifiedException.class);
  }

  @Test
  void aClientsCertificateIsNotAServers() throws Exception {
    TlsMint.Issued client = TlsMint.subject("x").dns(HOST).purpose("02").signedBy(ROOT);
    TlsMint.Issued server = TlsMint.subject("x").dns(HOST).purpose("01").signedBy(ROOT);
    assertThat(verified(server, List.of(server.certificate()), roots)).isNull();
    // A JSSE server does not show a certificate that is not meant for it, so the check is asked
    // itself.
    assertThatThrownBy(
            () ->
                TlsChain.upToSelfSignedOf(roots, List.of(ROOT.certificate()), List.of())
                    .check(List.of(client.certificate())))
        .hasMessageContaining("not meant for servers");
  }

  @ParameterizedTest
  @EnumSource(names = {"GOOD", "REVOKED"})
  void everyCertificateOfThePathNeedsARevocationList(Shown shown) throws Exception {
    TlsMint.Issued leaf = TlsMint.subject("x").dns(HOST).signedBy(MIDDLE);
    Path lists = Files.createDirectories(dir.resolve("lists-" + shown));
    Path ofRoot = lists.resolve("root.crl");
    Files.writeString(ofRoot, TlsMint.pem("X509 CRL", TlsMint.revocations(ROOT)));
    TlsFiles files = files(Optional.of(roots), false, Optional.of(lists));
    assertThat(handshake(leaf, leaf.chain(), HOST, SslMode.VERIFY_FULL, files))
        .as("none of the intermediate")
        .isInstanceOf(SSLPeerUnverifiedException.class);
    byte[] ofMiddle =
        shown == Shown.GOOD
            ? TlsMint.revocations(MIDDLE)
            : TlsMint.revocations(MIDDLE, leaf.certificate());
    Files.write(lists.resolve("middle.crl"), ofMiddle);
    Throwable failed = handshake(leaf, leaf.chain(), HOST, SslMode.VERIFY_FULL, files);
    if (shown == Shown.GOOD) {
      assertThat(failed).isNull();
    } else {
      assertThat(failed).hasMessageContaining("revoked");
    }
  }

  @Test
  void aRevokedAuthorityRevokesWhatItIssued() throws Exception {
    TlsMint.Issued leaf = TlsMint.subject("x").dns(HOST).signedBy(MIDDLE);
    Path lists = Files.createDirectories(dir.resolve("lists-authority"));
    Files.write(lists.resolve("a.crl"), TlsMint.revocations(ROOT, MIDDLE.certificate()));
    Files.write(lists.resolve("b.crl"), TlsMint.revocations(MIDDLE));
    TlsFiles files = files(Optional.of(roots), false, Optional.of(lists));
    assertThat(handshake(leaf, leaf.chain(), HOST, SslMode.VERIFY_CA, files))
        .isInstanceOf(SSLPeerUnverifiedException.class);
  }

  @Test
  void theJdksAuthoritiesDoNotKnowOurs() throws Exception {
    TlsMint.Issued leaf = TlsMint.subject("x").dns(HOST).signedBy(ROOT);
    for (SslMode mode : Set.of(SslMode.REQUIRE, SslMode.VERIFY_FULL)) {
      assertThat(
              handshake(
                  leaf,
                  List.of(leaf.certificate()),
                  HOST,
                  mode,
                  files(Optional.empty(), true, Optional.empty())))
          .isInstanceOf(SSLPeerUnverifiedException.class)
          .hasMessageContaining("the JDK's authorities");
    }
  }

  @Test
  void filesThatCannotBeUsedAreNamed() throws Exception {
    TlsMint.Issued leaf = TlsMint.subject("x").dns(HOST).signedBy(ROOT);
    Path empty = Files.writeString(dir.resolve("empty.crt"), "");
    Path text = Files.writeString(dir.resolve("text.crt"), "no certificate here");
    Path broken =
        Files.writeString(dir.resolve("broken.crt"), TlsMint.pem("CERTIFICATE", new byte[] {1, 2}));
    Path notBase64 =
        Files.writeString(
            dir.resolve("base.crt"),
            "-----BEGIN CERTIFICATE-----\n!!!!\n-----END CERTIFICATE-----\n");
    for (Path file : List.of(empty, text, broken, notBase64, dir)) {
      assertThat(verified(leaf, List.of(leaf.certificate()), file))
          .isInstanceOf(SSLException.class)
          .hasMessageContaining("sslrootcert")
          .hasMessageContaining(file.toString());
    }
    for (Path list : List.of(empty, text, broken, dir.resolve("absent.crl"))) {
      assertThat(
              handshake(
                  leaf,
                  List.of(leaf.certificate()),
                  HOST,
                  SslMode.VERIFY_CA,
                  files(Optional.of(roots), false, Optional.of(list))))
          .isInstanceOf(SSLException.class)
          .hasMessageContaining("sslcrl")
          .hasMessageContaining(list.toString());
    }
  }

  @Test
  void anAuthorityInDerIsRead() throws Exception {
    TlsMint.Issued leaf = TlsMint.subject("x").dns(HOST).signedBy(ROOT);
    Path der = Files.write(dir.resolve("root.der"), ROOT.certificate().getEncoded());
    assertThat(verified(leaf, List.of(leaf.certificate()), der)).isNull();
  }

  private static Throwable verified(
      TlsMint.Issued server, List<X509Certificate> sent, Path authorities) throws Exception {
    return handshake(
        server,
        sent,
        HOST,
        SslMode.VERIFY_FULL,
        files(Optional.of(authorities), false, Optional.empty()));
  }

  /** What a handshake ends with: null where it succeeds and a byte goes through. */
  private static Throwable handshake(
      TlsMint.Issued issued, List<X509Certificate> sent, String host, SslMode mode, TlsFiles files)
      throws Exception {
    try (LinkServer server =
        LinkServer.serving(peer -> peer.tls(issued.context(sent)).getOutputStream().write(7))) {
      SocketLink link = server.connect();
      Throwable failed =
          catchThrowable(() -> link.secure(new TlsSettings(host, mode, false, true, files)));
      if (failed == null) {
        assertThat(link.read(new byte[1], 0, 1)).isEqualTo(1);
        assertThat(link.serverCertificate()).contains(issued.certificate());
      } else {
        assertThat(link.encrypted()).isFalse();
        assertThat(LinkReads.readOrEnd(link, new byte[1])).as("plaintext afterwards").isEqualTo(-1);
      }
      link.abort();
      return failed;
    }
  }

  private static TlsFiles files(Optional<Path> roots, boolean system, Optional<Path> revocations) {
    return new TlsFiles(
        roots, system, Optional.empty(), Optional.empty(), Optional.empty(), revocations);
  }
}
