// SPDX-License-Identifier: Apache-2.0
package dev.upq.channel;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/**
 * Makes certificates and revocation lists for tests, byte by byte, so that odd ones can be made
 * too.
 */
final class TlsMint {

  private static final AtomicLong SERIALS = new AtomicLong(1000);
  private static final byte[] ECDSA_SHA256 = algorithm("2a8648ce3d040302", false);
  private static final byte[] RSA_SHA256 = algorithm("2a864886f70d01010b", true);
  private static final byte[] ED25519 = algorithm("2b6570", false);
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyyMMddHHmmss'Z'").withZone(ZoneOffset.UTC);

  private TlsMint() {}

  /** A certificate, its key, and what it was signed by. */
  record Issued(
      X509Certificate certificate, PrivateKey key, byte[] subject, List<X509Certificate> above) {

    /** This one and all above it but the root. */
    List<X509Certificate> chain() {
      List<X509Certificate> chain = new ArrayList<>(List.of(certificate));
      above.stream()
          .filter(c -> !c.getSubjectX500Principal().equals(c.getIssuerX500Principal()))
          .forEach(chain::add);
      return chain;
    }

    /**
     * A server's or client's TLS with this certificate, sending {@code shown}, trusting {@code
     * roots}.
     */
    SSLContext context(List<X509Certificate> shown, X509Certificate... roots) {
      try {
        // This kind of key store takes a chain in any order.
        KeyStore keys = KeyStore.getInstance("JKS");
        keys.load(null, null);
        keys.setKeyEntry("own", key, new char[0], shown.toArray(X509Certificate[]::new));
        KeyManagerFactory keyManagers = KeyManagerFactory.getInstance("SunX509");
        keyManagers.init(keys, new char[0]);
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        for (X509Certificate root : roots) {
          trusted.setCertificateEntry("root" + trusted.size(), root);
        }
        TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
        trust.init(trusted);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(
            keyManagers.getKeyManagers(),
            roots.length == 0 ? null : trust.getTrustManagers(),
            null);
        return context;
      } catch (GeneralSecurityException | IOException unexpected) {
        throw new AssertionError(unexpected);
      }
    }
  }

  /** What is to stand in a certificate. */
  static final class Request {
    private final byte[] subject;
    private final List<byte[]> names = new ArrayList<>();
    private byte[] rawNames;
    private Instant from = Instant.now().minus(Duration.ofDays(1));
    private Instant to = Instant.now().plus(Duration.ofDays(30));
    private boolean authority;
    private String purpose = "";
    private String keyKind = "EC";

    private Request(byte[] subject) {
      this.subject = subject;
    }

    Request dns(String name) {
      names.add(TlsDer.element(0x82, name.getBytes(StandardCharsets.ISO_8859_1)));
      return this;
    }

    Request ip(String address) {
      names.add(TlsDer.element(0x87, InetAddress.ofLiteral(address).getAddress()));
      return this;
    }

    Request rawNames(byte... content) {
      rawNames = content;
      return this;
    }

    Request valid(Duration from, Duration to) {
      this.from = Instant.now().plus(from);
      this.to = Instant.now().plus(to);
      return this;
    }

    Request authority() {
      authority = true;
      return this;
    }

    /** The last hex digits of an extended key usage: 01 servers, 02 clients. */
    Request purpose(String digits) {
      purpose = digits;
      return this;
    }

    Request key(String kind) {
      keyKind = kind;
      return this;
    }

    Issued selfSigned() {
      KeyPair pair = pair(keyKind);
      X509Certificate certificate = certificate(pair, subject, pair.getPrivate());
      return new Issued(certificate, pair.getPrivate(), subject, List.of());
    }

    Issued signedBy(Issued issuer) {
      KeyPair pair = pair(keyKind);
      List<X509Certificate> above = new ArrayList<>(List.of(issuer.certificate()));
      above.addAll(issuer.above());
      X509Certificate certificate = certificate(pair, issuer.subject(), issuer.key());
      return new Issued(certificate, pair.getPrivate(), subject, above);
    }

    private X509Certificate certificate(KeyPair pair, byte[] issuer, PrivateKey signer) {
      byte[] body =
          sequence(
              TlsDer.element(0xa0, integer(2)),
              integer(SERIALS.incrementAndGet()),
              signatureOf(signer),
              issuer,
              sequence(time(from), time(to)),
              subject,
              pair.getPublic().getEncoded(),
              TlsDer.element(0xa3, sequence(extensions())));
      try {
        return (X509Certificate)
            CertificateFactory.getInstance("X.509")
                .generateCertificate(new ByteArrayInputStream(signed(body, signer)));
      } catch (GeneralSecurityException unexpected) {
        throw new AssertionError(unexpected);
      }
    }

    private byte[][] extensions() {
      List<byte[]> extensions = new ArrayList<>();
      if (authority) {
        extensions.add(extension("551d13", true, sequence(new byte[] {1, 1, (byte) 0xff})));
      }
      if (rawNames != null) {
        extensions.add(extension("551d11", false, rawNames));
      } else if (!names.isEmpty()) {
        extensions.add(extension("551d11", false, sequence(names.toArray(byte[][]::new))));
      }
      if (!purpose.isEmpty()) {
        extensions.add(extension("551d25", false, sequence(oid("2b060105050703" + purpose))));
      }
      // Key usage: everything that any of these may be used for.
      extensions.add(extension("551d0f", true, new byte[] {3, 2, 1, (byte) 0xbe}));
      return extensions.toArray(byte[][]::new);
    }
  }

  static Request subject(String commonName) {
    return new Request(name(0x0c, commonName.getBytes(StandardCharsets.UTF_8)));
  }

  /** With a common name of that ASN.1 string kind. */
  static Request subject(int kind, byte[] commonName) {
    return new Request(name(kind, commonName));
  }

  /** A revocation list of that issuer. */
  static byte[] revocations(Issued issuer, X509Certificate... revoked) {
    Instant now = Instant.now();
    List<byte[]> entries = new ArrayList<>();
    for (X509Certificate one : revoked) {
      entries.add(sequence(integer(one.getSerialNumber().longValue()), time(now.minusSeconds(60))));
    }
    List<byte[]> body =
        new ArrayList<>(
            List.of(
                integer(1),
                signatureOf(issuer.key()),
                issuer.subject(),
                time(now.minusSeconds(3600)),
                time(now.plusSeconds(86_400))));
    if (!entries.isEmpty()) {
      body.add(sequence(entries.toArray(byte[][]::new)));
    }
    return signed(sequence(body.toArray(byte[][]::new)), issuer.key());
  }

  static String pem(String label, byte[] der) {
    return "-----BEGIN "
        + label
        + "-----\n"
        + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der)
        + "\n-----END "
        + label
        + "-----\n";
  }

  static Path write(Path file, X509Certificate... certificates) {
    StringBuilder text = new StringBuilder("A note before the first block\n");
    try {
      for (X509Certificate one : certificates) {
        text.append(pem("CERTIFICATE", one.getEncoded()));
      }
      return Files.writeString(file, text);
    } catch (GeneralSecurityException | IOException unexpected) {
      throw new AssertionError(unexpected);
    }
  }

  /** Writes a file that only its owner may read. */
  static Path writeKey(Path file, byte[] content) {
    try {
      Files.write(file, content);
      if (file.getFileSystem().supportedFileAttributeViews().contains("posix")) {
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
      }
      return file;
    } catch (IOException unexpected) {
      throw new AssertionError(unexpected);
    }
  }

  static KeyPair pair(String kind) {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance(kind);
      if (!kind.startsWith("Ed")) {
        generator.initialize(kind.startsWith("RSA") ? 2048 : 256);
      }
      return generator.generateKeyPair();
    } catch (GeneralSecurityException unexpected) {
      throw new AssertionError(unexpected);
    }
  }

  private static byte[] signed(byte[] body, PrivateKey signer) {
    try {
      Signature signature =
          Signature.getInstance(
              switch (signer.getAlgorithm()) {
                case "RSA" -> "SHA256withRSA";
                case "EC" -> "SHA256withECDSA";
                default -> "Ed25519";
              });
      signature.initSign(signer);
      signature.update(body);
      byte[] signed = signature.sign();
      byte[] bits = new byte[signed.length + 1];
      System.arraycopy(signed, 0, bits, 1, signed.length);
      return sequence(body, signatureOf(signer), TlsDer.element(0x03, bits));
    } catch (GeneralSecurityException unexpected) {
      throw new AssertionError(unexpected);
    }
  }

  private static byte[] signatureOf(PrivateKey signer) {
    return switch (signer.getAlgorithm()) {
      case "RSA" -> RSA_SHA256;
      case "EC" -> ECDSA_SHA256;
      default -> ED25519;
    };
  }

  private static byte[] name(int kind, byte[] commonName) {
    byte[] organisation =
        sequence(oid("55040a"), TlsDer.element(0x0c, "upq".getBytes(StandardCharsets.UTF_8)));
    byte[] common = sequence(oid("550403"), TlsDer.element(kind, commonName));
    return commonName.length == 0
        ? sequence(TlsDer.element(TlsDer.SET, organisation))
        : sequence(TlsDer.element(TlsDer.SET, organisation), TlsDer.element(TlsDer.SET, common));
  }

  private static byte[] extension(String oid, boolean critical, byte[] content) {
    byte[] flag = critical ? new byte[] {1, 1, (byte) 0xff} : new byte[0];
    return sequence(oid(oid), flag, TlsDer.element(TlsDer.OCTET_STRING, content));
  }

  private static byte[] algorithm(String oid, boolean withNull) {
    return sequence(oid(oid), withNull ? TlsDer.element(TlsDer.NULL) : new byte[0]);
  }

  private static byte[] time(Instant at) {
    return TlsDer.element(0x18, TIME.format(at).getBytes(StandardCharsets.US_ASCII));
  }

  private static byte[] integer(long value) {
    return TlsDer.element(TlsDer.INTEGER, BigInteger.valueOf(value).toByteArray());
  }

  private static byte[] oid(String hex) {
    return TlsDer.element(TlsDer.OID, HexFormat.of().parseHex(hex));
  }

  private static byte[] sequence(byte[]... parts) {
    return TlsDer.element(
        TlsDer.SEQUENCE, Arrays.stream(parts).filter(p -> p.length > 0).toArray(byte[][]::new));
  }
}
