// SPDX-License-Identifier: Apache-2.0
package dev.upq.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TlsFileSettingsTest {

  @TempDir Path directory;

  @Test
  void standardFilesAreTakenIfTheyExist() {
    Around around = new Around(directory);
    assertThat(around.parse("").tlsFiles()).isEqualTo(TlsFiles.none());
    Path root = around.file(".postgresql/root.crt", "x");
    Path certificate = around.file(".postgresql/postgresql.crt", "x");
    Path key = around.file(".postgresql/postgresql.key", "x");
    Path revocations = around.file(".postgresql/root.crl", "x");
    assertThat(around.parse("sslmode=verify-full sslpassword=pw").tlsFiles())
        .isEqualTo(
            new TlsFiles(
                Optional.of(root),
                false,
                Optional.of(certificate),
                Optional.of(key),
                Optional.of(Secret.of("pw")),
                Optional.of(revocations)));
    assertThat(around.parse("sslmode=disable").tlsFiles()).isEqualTo(TlsFiles.none());
    TlsFiles anonymous = around.parse("sslcertmode=disable").tlsFiles();
    assertThat(anonymous.certificate()).isEmpty();
    assertThat(anonymous.key()).isEmpty();
    assertThat(anonymous.rootCertificate()).contains(root);
  }

  @Test
  void verificationNeedsARoot() throws Exception {
    Around around = new Around(directory);
    assertThat(around.refusal("sslmode=verify-ca"))
        .contains("\"verify-ca\" needs a root certificate; give sslrootcert=FILE");
    Path root = around.file("ca.pem", "x");
    assertThat(around.parse("sslmode=verify-full sslrootcert=" + root).tlsFiles().rootCertificate())
        .contains(root);
    Files.delete(root);
    assertThat(around.refusal("sslmode=require sslrootcert=" + root)).contains("is not a file");
    assertThat(around.parse("sslmode=disable sslrootcert=" + root).sslMode())
        .isEqualTo(SslMode.DISABLE);
  }

  @Test
  void theSystemsRootsNeedFullVerification() {
    Around around = new Around(directory);
    around.file(".postgresql/root.crl", "x");
    PgConfig config = around.parse("sslrootcert=system");
    assertThat(config.sslMode()).isEqualTo(SslMode.VERIFY_FULL);
    assertThat(config.tlsFiles().systemRoots()).isTrue();
    assertThat(config.tlsFiles().rootCertificate()).isEmpty();
    assertThat(config.tlsFiles().revocations()).isEmpty();
    around.with("PGSSLROOTCERT", "system");
    for (String weak : new String[] {"disable", "allow", "prefer", "require", "verify-ca"}) {
      assertThat(around.refusal("sslmode=" + weak)).contains("too weak for sslrootcert=system");
    }
    assertThat(around.parse("sslmode=verify-full").tlsFiles().systemRoots()).isTrue();
  }

  @Test
  void aKeyThatOthersMayReadIsRefusedOrNotUsed() {
    Around around = new Around(directory);
    Path certificate = around.file("my.crt", "x");
    Path key = around.fileOfMode("rw----r--", "my.key", "x");
    String text = "sslcert=" + certificate + " sslkey=" + key;
    assertThat(around.refusal(text)).contains("set its mode to 0600");
    around.file("my.key", "x");
    assertThat(around.parse(text).tlsFiles().key()).contains(key);
    around.file(".postgresql/postgresql.crt", "x");
    around.fileOfMode("rw----r--", ".postgresql/postgresql.key", "x");
    PgConfig config = around.parse("");
    assertThat(config.tlsFiles().certificate()).isEmpty();
    assertThat(config.warnings()).singleElement().asString().contains("mode to 0600");
  }

  @Test
  void onlyRootsKeysMayBeReadByAGroup() throws Exception {
    Around around = new Around(directory);
    Path certificate = around.file("my.crt", "x");
    Path key = around.fileOfMode("rw-r-----", "my.key", "x");
    String text = "sslcert=" + certificate + " sslkey=" + key;
    boolean root = Files.getAttribute(key, "unix:uid").equals(0);
    if (root) {
      assertThat(around.parse(text).tlsFiles().key()).contains(key);
      around.fileOfMode("rw-rw----", "my.key", "x");
      assertThat(around.refusal(text)).contains("set its mode to 0600");
      around.fileOfMode("rw-r-----", "my.key", "x");
      Files.setAttribute(key, "unix:uid", 65_534);
    }
    assertThat(around.refusal(text)).contains("set its mode to 0600");
  }

  @Test
  void aCertificateNeedsItsKey() {
    Around around = new Around(directory);
    Path certificate = around.file("my.crt", "x");
    assertThat(around.refusal("sslcert=" + certificate)).contains("has no private key");
    assertThat(around.refusal("sslcert=/none")).contains("/none is not a file that exists");
    around.file(".postgresql/postgresql.crt", "x");
    assertThat(around.parse("").tlsFiles().certificate()).isEmpty();
  }

  @Test
  void revocationsAreAFileOrADirectory() {
    Around around = new Around(directory);
    Path list = around.file("list.crl", "x");
    assertThat(around.parse("sslcrl=" + list).tlsFiles().revocations()).contains(list);
    assertThat(around.parse("sslcrldir=" + directory).tlsFiles().revocations()).contains(directory);
    assertThat(around.refusal("sslcrldir=" + list)).contains("is not a directory");
    assertThat(around.refusal("sslcrl=" + directory)).contains("is not a file");
    assertThat(around.refusal("sslcrl=" + list + " sslcrldir=" + directory)).contains("exclude");
  }
}
