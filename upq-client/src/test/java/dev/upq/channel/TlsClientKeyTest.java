// SPDX-License-Identifier: Apache-2.0
package dev.upq.channel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.upq.config.Secret;
import dev.upq.config.SslMode;
import dev.upq.config.TlsFiles;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import javax.crypto.spec.PBEParameterSpec;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TlsClientKeyTest {

  private static final String PASSWORD = "canary-pässword";
  private static final TlsMint.Issued ROOT = TlsMint.subject("root").authority().selfSigned();
  private static final TlsMint.Issued MIDDLE = TlsMint.subject("middle").authority().signedBy(ROOT);
  private static final TlsMint.Issued SERVER = TlsMint.subject("server").signedBy(ROOT);
  private static final SSLContext CONTEXT = SERVER.context(SERVER.chain(), ROOT.certificate());

  @TempDir Path dir;

  @ParameterizedTest
  @ValueSource(strings = {"EC", "RSA", "Ed25519"})
  void everyFormatOfAKeyLogsIn(String kind) throws Exception {
    TlsMint.Issued client = TlsMint.subject("alice").key(kind).signedBy(MIDDLE);
    byte[] der = client.key().getEncoded();
    logsIn(client, "p8.pem", pem("PRIVATE KEY", der), Optional.empty());
    logsIn(client, "p8.der", der, Optional.empty());
    byte[] sealed = encrypted(client.key(), "PBEWithHmacSHA256AndAES_256");
    logsIn(client, "e.pem", pem("ENCRYPTED PRIVATE KEY", sealed), Optional.of(PASSWORD));
    logsIn(client, "e.der", sealed, Optional.of(PASSWORD));
    byte[] older = encrypted(client.key(), "PBEWithHmacSHA1AndAES_128");
    logsIn(client, "e1.pem", pem("ENCRYPTED PRIVATE KEY", older), Optional.of(PASSWORD));
    if (kind.equals("RSA")) {
      logsIn(client, "p1.pem", pem("RSA PRIVATE KEY", inner(der)), Optional.empty());
      logsIn(client, "p1.der", inner(der), Optional.empty());
    }
    if (kind.equals("EC")) {
      byte[] sec1 = sec1(inner(der));
      logsIn(client, "ec.der", sec1, Optional.empty());
      String parameters = TlsMint.pem("EC PARAMETERS", new byte[] {5, 0});
      logsIn(
          client,
          "ec.pem",
          (parameters + TlsMint.pem("EC PRIVATE KEY", sec1)).getBytes(StandardCharsets.US_ASCII),
          Optional.empty());
    }
  }

  @Test
  void keysOfOpensslAreRead() throws Exception {
    assumeTrue(onPath("openssl"), "openssl is not on the PATH");
    openssl("genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-384 -out ec.pem");
    openssl("genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:2048 -out rsa.pem");
    openssl("ecparam -name secp521r1 -genkey -out params.pem");
    openssl("rsa -in rsa.pem -traditional -out rsa1.pem");
    openssl("pkcs8 -topk8 -in rsa.pem -out enc.pem -passout pass:pw");
    openssl("pkcs8 -topk8 -in ec.pem -out enc.der -outform DER -passout pass:pw");
    openssl("pkcs8 -topk8 -in ec.pem -out des3.pem -v2 des3 -passout pass:pw");
    openssl("rsa -in rsa.pem -traditional -aes128 -out old.pem -passout pass:pw");
    for (String file : List.of("ec.pem", "rsa.pem", "params.pem", "rsa1.pem")) {
      assertThat(TlsKeyFile.read(dir.resolve(file), Optional.empty()).getEncoded())
          .as(file)
          .isNotEmpty();
    }
    Optional<Secret> password = Optional.of(Secret.of("pw"));
    assertThat(TlsKeyFile.read(dir.resolve("enc.pem"), password))
        .isEqualTo(TlsKeyFile.read(dir.resolve("rsa1.pem"), Optional.empty()));
    assertThat(TlsKeyFile.read(dir.resolve("enc.der"), password))
        .isEqualTo(TlsKeyFile.read(dir.resolve("ec.pem"), Optional.empty()));
    for (String file : List.of("des3.pem", "old.pem")) {
      assertThat(catchThrowable(() -> TlsKeyFile.read(dir.resolve(file), password)))
          .as(file)
          .isInstanceOf(SSLException.class)
          .hasMessageContaining("openssl pkcs8 -topk8");
    }
  }

  @Test
  void aServerThatAsksForNoCertificateGetsNone() throws Exception {
    TlsMint.Issued client = TlsMint.subject("alice").signedBy(ROOT);
    Path certificate = TlsMint.write(dir.resolve("c.crt"), client.certificate());
    Path key = TlsMint.writeKey(dir.resolve("c.key"), client.key().getEncoded());
    try (LinkServer server =
        LinkServer.serving(peer -> peer.tls(CONTEXT).getOutputStream().write(7))) {
      SocketLink link = server.connect();
      link.secure(settings(files(certificate, Optional.of(key), Optional.empty())));
      assertThat(link.read(new byte[1], 0, 1)).isEqualTo(1);
      link.abort();
    }
  }

  @Test
  void whatIsWrongWithTheFilesIsSaidInOneLine() throws Exception {
    TlsMint.Issued client = TlsMint.subject("alice").signedBy(ROOT);
    Path certificate = TlsMint.write(dir.resolve("c.crt"), client.certificate());
    Path absent = dir.resolve("absent");
    Path other = key("other.key", TlsMint.pair("EC").getPrivate().getEncoded());
    Path rsa = key("rsa.key", TlsMint.pair("RSA").getPrivate().getEncoded());
    byte[] sealed = encrypted(client.key(), "PBEWithHmacSHA256AndAES_256");
    Path locked = key("locked.key", pem("ENCRYPTED PRIVATE KEY", sealed));
    Path text = key("text.key", "no key here".getBytes(StandardCharsets.US_ASCII));
    Path cert = key("cert.key", Files.readAllBytes(certificate));
    Path empty = key("empty.key", new byte[0]);

    fails(certificate, null, null, "sslcert", "give it as sslkey");
    fails(absent, other, null, "sslcert", "does not exist");
    fails(certificate, absent, null, "sslkey", "does not exist");
    fails(certificate, other, null, "sslkey", "does not belong to the certificate");
    fails(certificate, rsa, null, "sslkey", "does not belong to the certificate");
    fails(certificate, locked, null, "sslkey", "give its password as sslpassword");
    fails(certificate, locked, "", "sslkey", "give its password as sslpassword");
    fails(certificate, locked, "canary-wrong", "sslkey", "sslpassword does not open it");
    fails(certificate, text, null, "sslkey", "holds no private key");
    fails(certificate, cert, null, "sslkey", "holds no private key");
    fails(certificate, empty, null, "sslkey", "holds no private key");
    fails(certificate, dir, null, "sslkey", dir.toString());
  }

  @Test
  void aKeyThatOthersMayReadIsRefused() throws Exception {
    assumeTrue(dir.getFileSystem().supportedFileAttributeViews().contains("posix"));
    Path key = key("k", TlsMint.pair("EC").getPrivate().getEncoded());
    boolean root = Files.getOwner(key).getName().equals("root");
    for (String allowed : List.of("rw-------", "r--------", "rwx------")) {
      Files.setPosixFilePermissions(key, PosixFilePermissions.fromString(allowed));
      assertThatCode(() -> TlsKeyFile.read(key, Optional.empty())).doesNotThrowAnyException();
    }
    for (String open : List.of("rw----r--", "rw--w----", "rw-r--r--", "rw-----w-", "rw---x---")) {
      Files.setPosixFilePermissions(key, PosixFilePermissions.fromString(open));
      assertThat(catchThrowable(() -> TlsKeyFile.read(key, Optional.empty())))
          .as(open)
          .isInstanceOf(SSLException.class)
          .hasMessageContaining("chmod 0600 " + key);
    }
    Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-r-----"));
    Throwable groupReads = catchThrowable(() -> TlsKeyFile.read(key, Optional.empty()));
    assertThat(groupReads == null).as("0640 is for root only").isEqualTo(root);
  }

  @Test
  void aKeyThatIsCutOrChangedAnywhereIsReadOrRefusedButNeverWorse() throws Exception {
    byte[] ec = TlsMint.pair("EC").getPrivate().getEncoded();
    byte[] sealed = encrypted(TlsMint.pair("EC").getPrivate(), "PBEWithHmacSHA1AndAES_128");
    for (byte[] whole :
        List.of(
            ec, sec1(inner(ec)), inner(TlsMint.pair("RSA").getPrivate().getEncoded()), sealed)) {
      for (int cut = 0; cut < whole.length; cut++) {
        readOrRefused(Arrays.copyOf(whole, cut), "cut at " + cut);
      }
    }
    long seed = 11;
    Random random = new Random(seed);
    for (int i = 0; i < 400; i++) {
      byte[] changed = ec.clone();
      for (int n = random.nextInt(3); n >= 0; n--) {
        changed[random.nextInt(changed.length)] = (byte) random.nextInt();
      }
      readOrRefused(changed, "seed " + seed + ", round " + i);
    }
  }

  private void readOrRefused(byte[] content, String what) {
    Path file = TlsMint.writeKey(dir.resolve("fuzz.key"), content);
    Throwable failed =
        catchThrowable(() -> TlsKeyFile.read(file, Optional.of(Secret.of(PASSWORD))));
    if (failed != null) {
      assertThat(failed).as(what).isInstanceOf(SSLException.class);
    }
  }

  /** A handshake in which the server demands a certificate and sees whose it is. */
  private void logsIn(
      TlsMint.Issued client, String name, byte[] keyContent, Optional<String> password)
      throws Exception {
    Path certificate =
        TlsMint.write(dir.resolve(name + ".crt"), client.chain().toArray(X509Certificate[]::new));
    Path key = key(name, keyContent);
    BlockingQueue<String> seen = new ArrayBlockingQueue<>(1);
    try (LinkServer server =
        LinkServer.serving(
            peer -> {
              SSLSocket tls = peer.layered(CONTEXT);
              tls.setNeedClientAuth(true);
              tls.startHandshake();
              seen.add(tls.getSession().getPeerPrincipal().getName());
              tls.getOutputStream().write(7);
            })) {
      SocketLink link = server.connect();
      link.secure(settings(files(certificate, Optional.of(key), password.map(Secret::of))));
      assertThat(link.read(new byte[1], 0, 1)).as(name).isEqualTo(1);
      assertThat(seen.take()).contains("CN=alice");
      link.abort();
    }
  }

  private void fails(Path certificate, Path key, String password, String... parts)
      throws IOException {
    TlsFiles files =
        files(certificate, Optional.ofNullable(key), Optional.ofNullable(password).map(Secret::of));
    try (LinkServer server = LinkServer.serving(peer -> peer.getInputStream().read())) {
      SocketLink link = server.connect();
      Throwable failed = catchThrowable(() -> link.secure(settings(files)));
      assertThat(failed).isInstanceOf(SSLException.class).hasMessageContainingAll(parts);
      assertThat(failed.getMessage()).doesNotContain("\n").doesNotContain("canary");
      assertThat(failed.toString()).doesNotContain("canary");
    }
  }

  private Path key(String name, byte[] content) {
    return TlsMint.writeKey(dir.resolve(name), content);
  }

  private static TlsFiles files(Path certificate, Optional<Path> key, Optional<Secret> password) {
    return new TlsFiles(
        Optional.empty(), false, Optional.of(certificate), key, password, Optional.empty());
  }

  private static TlsSettings settings(TlsFiles files) {
    return new TlsSettings("localhost", SslMode.REQUIRE, false, true, files);
  }

  private static byte[] pem(String label, byte[] der) {
    return TlsMint.pem(label, der).getBytes(StandardCharsets.US_ASCII);
  }

  private static byte[] encrypted(PrivateKey key, String algorithm) throws Exception {
    SecretKey secret =
        SecretKeyFactory.getInstance(algorithm)
            .generateSecret(new PBEKeySpec(PASSWORD.toCharArray()));
    byte[] salt = new byte[16];
    new SecureRandom().nextBytes(salt);
    Cipher cipher = Cipher.getInstance(algorithm);
    cipher.init(Cipher.ENCRYPT_MODE, secret, new PBEParameterSpec(salt, 2048));
    byte[] pbes2 = TlsDer.element(TlsDer.OID, HexFormat.of().parseHex("2a864886f70d01050d"));
    return TlsDer.element(
        TlsDer.SEQUENCE,
        TlsDer.element(TlsDer.SEQUENCE, pbes2, cipher.getParameters().getEncoded()),
        TlsDer.element(TlsDer.OCTET_STRING, cipher.doFinal(key.getEncoded())));
  }

  /** What PKCS#8 wraps. */
  private static byte[] inner(byte[] pkcs8) {
    TlsDer info = new TlsDer(pkcs8).enter(TlsDer.SEQUENCE);
    info.skip();
    info.skip();
    return info.take(TlsDer.OCTET_STRING);
  }

  /** The same with the curve's name inside, as it stands in a file of its own. */
  private static byte[] sec1(byte[] withoutCurve) {
    TlsDer key = new TlsDer(withoutCurve).enter(TlsDer.SEQUENCE);
    byte[] version = key.take(TlsDer.INTEGER);
    byte[] secret = key.take(TlsDer.OCTET_STRING);
    byte[] p256 = TlsDer.element(TlsDer.OID, HexFormat.of().parseHex("2a8648ce3d030107"));
    return TlsDer.element(
        TlsDer.SEQUENCE,
        TlsDer.element(TlsDer.INTEGER, version),
        TlsDer.element(TlsDer.OCTET_STRING, secret),
        TlsDer.element(TlsDer.CONTEXT_0, p256));
  }

  private static boolean onPath(String program) {
    return Arrays.stream(System.getenv("PATH").split(File.pathSeparator))
        .anyMatch(place -> Files.isExecutable(Path.of(place, program)));
  }

  private void openssl(String arguments) throws Exception {
    List<String> command = new ArrayList<>(List.of("openssl"));
    command.addAll(List.of(arguments.split(" ")));
    Path log = dir.resolve("openssl.log");
    Process process =
        new ProcessBuilder(command)
            .directory(dir.toFile())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    assertThat(process.waitFor()).as(Files.readString(log)).isZero();
    Path out = dir.resolve(arguments.replaceAll(".*-out ([^ ]+).*", "$1"));
    Files.setPosixFilePermissions(out, PosixFilePermissions.fromString("rw-------"));
  }
}
