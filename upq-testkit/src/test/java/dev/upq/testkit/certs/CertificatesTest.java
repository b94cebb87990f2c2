// SPDX-License-Identifier: Apache-2.0
package dev.upq.testkit.certs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.upq.auth.ChannelBinding;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.cert.CertPath;
import java.security.cert.CertPathValidator;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertStore;
import java.security.cert.CertificateFactory;
import java.security.cert.CollectionCertStoreParameters;
import java.security.cert.PKIXParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What the certificates are, as the JDK's own path validation sees them. */
final class CertificatesTest {

  @TempDir private static Path directory;
  private static TestCertificates certificates;

  @BeforeAll
  static void make() {
    certificates = TestCertificates.in(directory.resolve("new/one"));
  }

  private static CertificateFactory x509() throws GeneralSecurityException {
    return CertificateFactory.getInstance("X.509");
  }

  private static List<X509Certificate> read(Path file) throws Exception {
    try (InputStream in = Files.newInputStream(file)) {
      return x509().generateCertificates(in).stream().map(X509Certificate.class::cast).toList();
    }
  }

  /**
   * Validates what a server sends, without its root, against a root, with or without revocation
   * lists.
   */
  private static void validate(List<X509Certificate> chain, Path root, boolean revocation)
      throws Exception {
    CertPath path = x509().generateCertPath(chain);
    PKIXParameters parameters =
        new PKIXParameters(Set.of(new TrustAnchor(read(root).getFirst(), null)));
    parameters.setRevocationEnabled(revocation);
    if (revocation) {
      try (InputStream in = Files.newInputStream(certificates.revocationFile())) {
        parameters.addCertStore(
            CertStore.getInstance(
                "Collection", new CollectionCertStoreParameters(x509().generateCRLs(in))));
      }
    }
    CertPathValidator.getInstance("PKIX").validate(path, parameters);
  }

  private static String verdict(ServerCase serverCase, boolean revocation) throws Exception {
    try {
      List<X509Certificate> sent = read(certificates.server(serverCase).certificateFile());
      validate(sent, certificates.rootFile(), revocation);
      return "accepted";
    } catch (CertPathValidatorException refused) {
      return refused.getReason().toString();
    }
  }

  @ParameterizedTest(name = "S2: {0}")
  @EnumSource
  void everyServerCaseIsWhatItsNameSays(ServerCase serverCase) throws Exception {
    String expected =
        switch (serverCase) {
          case EXPIRED -> "EXPIRED";
          case NOT_YET_VALID -> "NOT_YET_VALID";
          case SELF_SIGNED, UNKNOWN_CA, MISSING_INTERMEDIATE -> "NO_TRUST_ANCHOR";
          case GOOD, WRONG_HOST, WILDCARD, IP_SAN, CN_ONLY, REVOKED -> "accepted";
        };
    assertThat(verdict(serverCase, false)).isEqualTo(expected);
    boolean revoked = serverCase == ServerCase.REVOKED;
    if (revoked || expected.equals("accepted")) {
      assertThat(verdict(serverCase, true)).isEqualTo(revoked ? "REVOKED" : "accepted");
    }
  }

  @Test
  void theMissingIntermediateIsAllThatIsMissing() throws Exception {
    X509Certificate leaf = certificates.server(ServerCase.MISSING_INTERMEDIATE).certificate();
    X509Certificate intermediate = certificates.server(ServerCase.GOOD).chain().get(1);
    validate(List.of(leaf, intermediate), certificates.rootFile(), false);
    X509Certificate unknown = certificates.server(ServerCase.UNKNOWN_CA).certificate();
    validate(List.of(unknown), certificates.otherRootFile(), false);
  }

  @Test
  void theNamesAreWhereTheyBelong() throws Exception {
    assertThat(names(ServerCase.GOOD)).containsExactly("localhost", "127.0.0.1", "0:0:0:0:0:0:0:1");
    assertThat(names(ServerCase.IP_SAN)).containsExactly("127.0.0.1", "0:0:0:0:0:0:0:1");
    assertThat(names(ServerCase.WILDCARD)).containsExactly("*.upq.test", "*.localhost");
    assertThat(names(ServerCase.WRONG_HOST)).containsExactly("db.example.org");
    X509Certificate commonNameOnly = certificates.server(ServerCase.CN_ONLY).certificate();
    assertThat(commonNameOnly.getSubjectAlternativeNames()).isNull();
    assertThat(commonNameOnly.getSubjectX500Principal().getName()).isEqualTo("CN=localhost");
    assertThat(certificates.client().certificate().getSubjectX500Principal().getName())
        .isEqualTo("CN=" + TestCertificates.CLIENT_USER);
  }

  private static Stream<Object> names(ServerCase serverCase) throws Exception {
    return certificates.server(serverCase).certificate().getSubjectAlternativeNames().stream()
        .map(entry -> entry.get(1));
  }

  @ParameterizedTest(name = "A3: {0}")
  @EnumSource
  @DisplayName("A3: each algorithm signs as its name says, and gives binding data or none")
  void eachAlgorithmSignsAsItsNameSays(KeyAlgorithm algorithm) throws Exception {
    Identity server = certificates.server(algorithm);
    validate(read(server.certificateFile()), certificates.rootFile(algorithm), false);
    assertThat(server.certificate().getSigAlgName())
        .isEqualTo(
            switch (algorithm) {
              case RSA -> "SHA256withRSA";
              case RSA_PSS -> "RSASSA-PSS";
              case EC -> "SHA256withECDSA";
              case ED25519 -> "Ed25519";
              case ED448 -> "Ed448";
            });
    boolean edwards = algorithm == KeyAlgorithm.ED25519 || algorithm == KeyAlgorithm.ED448;
    assertThat(ChannelBinding.tlsServerEndPoint(server.certificate()).isEmpty()).isEqualTo(edwards);
  }

  @Test
  void filesHoldWhatMemoryHolds() throws Exception {
    for (ServerCase serverCase : ServerCase.values()) {
      Identity server = certificates.server(serverCase);
      assertThat(read(server.certificateFile())).isEqualTo(server.chain());
      assertThat(KeyFiles.pkcs8(server.keyFile(), "EC")).isEqualTo(server.key());
    }
    for (KeyAlgorithm algorithm : KeyAlgorithm.values()) {
      Identity server = certificates.server(algorithm);
      assertThat(KeyFiles.pkcs8(server.keyFile(), algorithm.keyName()).getEncoded())
          .isEqualTo(server.key().getEncoded());
    }
    assertThat(read(certificates.rootFile())).containsExactly(certificates.root());
    assertThat(certificates.directory()).isEqualTo(directory.resolve("new/one").toAbsolutePath());
  }

  @Test
  void theClientKeyIsTheSameInEveryForm() throws Exception {
    ClientKeyFiles files = certificates.clientKeys();
    Object key = certificates.client().key();
    assertThat(KeyFiles.pkcs8(files.pkcs8(), "RSA")).isEqualTo(key);
    assertThat(KeyFiles.encryptedPkcs8(files.encryptedPkcs8(), ClientKeyFiles.PASSWORD))
        .isEqualTo(key);
    assertThat(KeyFiles.pkcs1(files.pkcs1())).isEqualTo(key);
    assertThat(KeyFiles.der(files.der())).isEqualTo(key);
    assertThatThrownBy(() -> KeyFiles.encryptedPkcs8(files.encryptedPkcs8(), "another"))
        .isInstanceOf(GeneralSecurityException.class);
    validate(read(certificates.client().certificateFile()), certificates.rootFile(), true);
  }

  @Test
  void keysAreReadableByTheirOwnerAlone() throws Exception {
    try (Stream<Path> files = Files.list(certificates.directory())) {
      List<Path> keys =
          files
              .filter(f -> f.toString().contains(".key") || f.toString().contains("key."))
              .toList();
      assertThat(keys).hasSize(ServerCase.values().length + KeyAlgorithm.values().length + 4);
      for (Path key : keys) {
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(key)))
            .as("%s", key)
            .isEqualTo("rw-------");
      }
    }
  }

  @Test
  void nothingIsSharedThatShouldDiffer() throws Exception {
    Set<Object> serials = new HashSet<>();
    Set<Object> keys = new HashSet<>();
    for (ServerCase serverCase : ServerCase.values()) {
      serials.add(certificates.server(serverCase).certificate().getSerialNumber());
      keys.add(certificates.server(serverCase).key());
    }
    assertThat(serials).hasSameSizeAs(ServerCase.values());
    assertThat(keys).hasSameSizeAs(ServerCase.values());
    TestCertificates others = TestCertificates.in(directory.resolve("others"));
    assertThat(others.root()).isNotEqualTo(certificates.root());
    X509Certificate good = others.server(ServerCase.GOOD).certificate();
    assertThatThrownBy(() -> good.verify(certificates.root().getPublicKey()))
        .isInstanceOf(GeneralSecurityException.class);
    assertThat(others.client().toString()).doesNotContain("PRIVATE").contains("upq_client");
  }
}
