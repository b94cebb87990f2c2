// SPDX-License-Identifier: Apache-2.0
package dev.upq.channel;

import dev.upq.config.TlsFiles;
import java.net.Socket;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.security.interfaces.RSAKey;
import java.security.spec.AlgorithmParameterSpec;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;

/**
 * The client's certificate and key. Immutable.
 *
 * <p>It is shown to every server that asks for a certificate, whichever authorities that server
 * names, as libpq does.
 */
final class TlsClientKey extends X509ExtendedKeyManager {

  private static final String ALIAS = "client";

  private final PrivateKey key;
  private final List<X509Certificate> chain;

  private TlsClientKey(PrivateKey key, List<X509Certificate> chain) {
    this.key = key;
    this.chain = chain;
  }

  /**
   * Reads both files; empty where no certificate is configured.
   *
   * @throws SSLException where one is missing or unreadable, or where they do not belong together.
   *     libpq goes on without a certificate where its file is missing; here a file that was named
   *     must be there.
   */
  static Optional<TlsClientKey> load(TlsFiles files) throws SSLException {
    if (files.certificate().isEmpty()) {
      return Optional.empty();
    }
    Path file = files.certificate().get();
    List<X509Certificate> chain = TlsFile.certificates("sslcert", file);
    if (files.key().isEmpty()) {
      throw TlsFile.failure("sslcert", file, "needs its private key; give it as sslkey", null);
    }
    PrivateKey key = TlsKeyFile.read(files.key().get(), files.keyPassword());
    if (!belong(key, chain.getFirst().getPublicKey())) {
      throw TlsFile.failure(
          "sslkey", files.key().get(), "does not belong to the certificate " + file, null);
    }
    return Optional.of(new TlsClientKey(key, chain));
  }

  @Override
  public @Nullable String chooseClientAlias(
      String[] keyTypes, Principal @Nullable [] issuers, @Nullable Socket socket) {
    return Arrays.asList(keyTypes).contains(key.getAlgorithm()) ? ALIAS : null;
  }

  @Override
  public @Nullable String chooseEngineClientAlias(
      String[] keyTypes, Principal @Nullable [] issuers, @Nullable SSLEngine engine) {
    return chooseClientAlias(keyTypes, issuers, null);
  }

  @Override
  public String[] getClientAliases(String keyType, Principal @Nullable [] issuers) {
    return key.getAlgorithm().equals(keyType) ? new String[] {ALIAS} : new String[0];
  }

  @Override
  public X509Certificate[] getCertificateChain(String alias) {
    return chain.toArray(X509Certificate[]::new);
  }

  @Override
  public PrivateKey getPrivateKey(String alias) {
    return key;
  }

  @Override
  public String[] getServerAliases(String keyType, Principal @Nullable [] issuers) {
    return new String[0];
  }

  @Override
  public @Nullable String chooseServerAlias(
      String keyType, Principal @Nullable [] issuers, @Nullable Socket socket) {
    return null;
  }

  /** Whether what the one signs is good for the other. */
  private static boolean belong(PrivateKey key, PublicKey certified) {
    try {
      byte[] probe = {1};
      Signature signature = signature(key);
      signature.initSign(key);
      signature.update(probe);
      byte[] signed = signature.sign();
      signature.initVerify(certified);
      signature.update(probe);
      return signature.verify(signed);
    } catch (GeneralSecurityException ofDifferentKinds) {
      return false;
    }
  }

  private static Signature signature(PrivateKey key) throws GeneralSecurityException {
    return switch (key.getAlgorithm()) {
      case "RSA" -> Signature.getInstance("SHA256withRSA");
      case "EC" -> Signature.getInstance("SHA256withECDSA");
      case "RSASSA-PSS" -> {
        Signature signature = Signature.getInstance("RSASSA-PSS");
        signature.setParameter(pss(key));
        yield signature;
      }
      default -> Signature.getInstance(key.getAlgorithm());
    };
  }

  private static AlgorithmParameterSpec pss(PrivateKey key) {
    AlgorithmParameterSpec own = key instanceof RSAKey rsa ? rsa.getParams() : null;
    return own != null
        ? own
        : new PSSParameterSpec(
            "SHA-256", "MGF1", MGF1ParameterSpec.SHA256, 32, PSSParameterSpec.TRAILER_FIELD_BC);
  }
}
