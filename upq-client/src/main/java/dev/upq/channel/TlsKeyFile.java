// SPDX-License-Identifier: Apache-2.0
package dev.upq.channel;

import dev.upq.config.Secret;
import dev.upq.fault.PgProtocolException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import javax.crypto.EncryptedPrivateKeyInfo;
import javax.crypto.SecretKey;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * Reads a private key from a file: PKCS#8 (RFC 5208), encrypted with PBES2 (RFC 8018) or not,
 * PKCS#1 (RFC 8017, RSA) or SEC1 (RFC 5915, elliptic curves), in PEM or DER. Stateless,
 * thread-safe.
 *
 * <p>As libpq does, a key that others may read is refused: the permissions must be 0600 or less, or
 * 0640 or less where root owns the file.
 */
final class TlsKeyFile {

  private static final String SETTING = "sslkey";
  private static final byte[] VERSION_0 = TlsDer.element(TlsDer.INTEGER, new byte[1]);
  private static final byte[] NO_PARAMETERS = TlsDer.element(TlsDer.NULL);
  private static final byte[] RSA = HexFormat.of().parseHex("2a864886f70d010101");
  private static final byte[] RSA_PSS = HexFormat.of().parseHex("2a864886f70d01010a");
  private static final byte[] EC = HexFormat.of().parseHex("2a8648ce3d0201");
  private static final byte[] ED25519 = HexFormat.of().parseHex("2b6570");
  private static final byte[] ED448 = HexFormat.of().parseHex("2b6571");
  private static final Set<PosixFilePermission> NOBODY_ELSE =
      EnumSet.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);

  private final Path file;
  private final Optional<Secret> password;

  private TlsKeyFile(Path file, Optional<Secret> password) {
    this.file = file;
    this.password = password;
  }

  static PrivateKey read(Path file, Optional<Secret> password) throws SSLException {
    return new TlsKeyFile(file, password).read();
  }

  private PrivateKey read() throws SSLException {
    byte[] content = TlsFile.read(SETTING, file);
    refuseOpenToOthers();
    try {
      return key(der(content));
    } catch (PgProtocolException | IllegalArgumentException malformed) {
      throw failure("holds no private key that can be read; PEM or DER is needed", malformed);
    }
  }

  /** The key's encoding, whatever is wrapped around it. */
  private byte[] der(byte[] content) throws SSLException {
    List<TlsPem> blocks = TlsPem.blocks(new String(content, StandardCharsets.ISO_8859_1));
    if (blocks.isEmpty()) {
      return content;
    }
    for (TlsPem block : blocks) {
      if (block.label().endsWith("PRIVATE KEY")) {
        if (block.encryptedOldWay()) {
          throw failure(
              "is encrypted in the old PEM way; convert it with: openssl pkcs8 -topk8 -in " + file,
              null);
        }
        return block.der();
      }
    }
    throw failure("holds no private key", null);
  }

  /** Tells the four forms apart by their first two elements. */
  private PrivateKey key(byte[] der) throws SSLException {
    TlsDer outer = new TlsDer(der).enter(TlsDer.SEQUENCE);
    if (outer.tag() == TlsDer.SEQUENCE) {
      return pkcs8(decrypted(der));
    }
    outer.take(TlsDer.INTEGER);
    return pkcs8(
        switch (outer.tag()) {
          case TlsDer.SEQUENCE -> der;
          case TlsDer.INTEGER -> wrapped(der, RSA, NO_PARAMETERS);
          case TlsDer.OCTET_STRING -> wrapped(der, EC, curve(outer));
          default -> throw new IllegalArgumentException("neither PKCS#8 nor PKCS#1 nor SEC1");
        });
  }

  private static byte[] wrapped(byte[] key, byte[] algorithm, byte[] parameters) {
    return TlsDer.element(
        TlsDer.SEQUENCE,
        VERSION_0,
        TlsDer.element(TlsDer.SEQUENCE, TlsDer.element(TlsDer.OID, algorithm), parameters),
        TlsDer.element(TlsDer.OCTET_STRING, key));
  }

  private static byte[] curve(TlsDer sec1) {
    sec1.skip();
    return TlsDer.element(TlsDer.OID, sec1.enter(TlsDer.CONTEXT_0).take(TlsDer.OID));
  }

  private PrivateKey pkcs8(byte[] der) throws SSLException {
    TlsDer info = new TlsDer(der).enter(TlsDer.SEQUENCE);
    info.take(TlsDer.INTEGER);
    byte[] oid = info.enter(TlsDer.SEQUENCE).take(TlsDer.OID);
    try {
      return KeyFactory.getInstance(algorithm(oid)).generatePrivate(new PKCS8EncodedKeySpec(der));
    } catch (InvalidKeySpecException malformed) {
      throw failure("holds a private key that cannot be read", malformed);
    } catch (GeneralSecurityException missing) {
      throw failure("holds a key of a kind that this JVM does not know", missing);
    }
  }

  private String algorithm(byte[] oid) throws SSLException {
    if (Arrays.equals(oid, RSA)) {
      return "RSA";
    } else if (Arrays.equals(oid, RSA_PSS)) {
      return "RSASSA-PSS";
    } else if (Arrays.equals(oid, EC)) {
      return "EC";
    } else if (Arrays.equals(oid, ED25519) || Arrays.equals(oid, ED448)) {
      return "EdDSA";
    }
    throw failure("holds a key that is none of RSA, EC, Ed25519 and Ed448", null);
  }

  private byte[] decrypted(byte[] der) throws SSLException {
    if (password.isEmpty() || password.get().reveal().isEmpty()) {
      throw failure("is encrypted; give its password as sslpassword", null);
    }
    EncryptedPrivateKeyInfo info;
    SecretKeyFactory ciphers;
    try {
      info = new EncryptedPrivateKeyInfo(der);
      ciphers = SecretKeyFactory.getInstance(String.valueOf(info.getAlgParameters()));
    } catch (IOException | GeneralSecurityException unknown) {
      throw failure(
          "is encrypted in a way that this JVM does not know; convert it with:"
              + " openssl pkcs8 -topk8 -v2 aes-256-cbc -in "
              + file,
          unknown);
    }
    PBEKeySpec secret = new PBEKeySpec(password.get().reveal().toCharArray());
    try {
      SecretKey cipher = ciphers.generateSecret(secret);
      return info.getKeySpec(cipher).getEncoded();
    } catch (InvalidKeySpecException | InvalidKeyException wrong) {
      throw failure("is encrypted, and sslpassword does not open it", wrong);
    } catch (GeneralSecurityException missing) {
      throw failure("is encrypted in a way that this JVM does not know", missing);
    } finally {
      secret.clearPassword();
    }
  }

  private void refuseOpenToOthers() throws SSLException {
    PosixFileAttributeView view = Files.getFileAttributeView(file, PosixFileAttributeView.class);
    if (view == null) {
      return;
    }
    PosixFileAttributes attributes;
    try {
      attributes = view.readAttributes();
    } catch (IOException | UnsupportedOperationException unreadable) {
      throw failure("has permissions that cannot be read", unreadable);
    }
    if (!attributes.isRegularFile()) {
      throw failure("is not a regular file", null);
    }
    Set<PosixFilePermission> open = EnumSet.noneOf(PosixFilePermission.class);
    open.addAll(attributes.permissions());
    open.removeAll(NOBODY_ELSE);
    open.remove(PosixFilePermission.OWNER_EXECUTE);
    if (attributes.owner().getName().equals("root")) {
      open.remove(PosixFilePermission.GROUP_READ);
    }
    if (!open.isEmpty()) {
      throw failure("may be used by others than its owner; run: chmod 0600 " + file, null);
    }
  }

  private SSLException failure(String what, @Nullable Throwable cause) {
    return TlsFile.failure(SETTING, file, what, cause);
  }
}
