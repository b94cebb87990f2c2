// SPDX-License-Identifier: Apache-2.0
package dev.upq.testkit.certs;

import dev.upq.testkit.certs.Authority.Validity;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A set of certificates for tests of TLS, made anew in a directory in about a second. Immutable
 * once made.
 *
 * <p>One root vouches for one intermediate authority, and that for the servers of every {@link
 * ServerCase} and for the client. Beside them stands, for each {@link KeyAlgorithm}, a server with
 * a root of its own. All keys but the RSA ones are EC on P-256, since these are made fast.
 *
 * <pre>
 * root.crt                 the root, for sslrootcert and ssl_ca_file
 * intermediate.crt         the intermediate authority
 * other-root.crt           the root that nobody trusts
 * revoked.crl              the revocation lists of root and intermediate, for sslcrl
 * server-good.crt, .key    and so on, one pair for each ServerCase
 * algorithm-rsa.crt, .key  and algorithm-rsa-root.crt, and so on, for each KeyAlgorithm
 * client.crt, client.key   the client, and its key in further forms: see ClientKeyFiles
 * </pre>
 *
 * <p>What is valid is valid from an hour ago until a month from now.
 */
public final class TestCertificates {

  /**
   * The common name in the client's certificate: the user that {@code cert} authentication accepts
   * it for.
   */
  public static final String CLIENT_USER = "upq_client";

  private final Folder folder;
  private final Validity now;
  private final Validity past;
  private final Validity future;

  private final Authority root;
  private final Authority intermediate;
  private final X509Certificate rootCertificate;
  private final X509Certificate intermediateCertificate;
  private final X509Certificate otherRootCertificate;
  private final Path rootFile;
  private final Path otherRootFile;
  private final Path revocationFile;
  private final Map<ServerCase, Identity> servers = new EnumMap<>(ServerCase.class);
  private final Map<KeyAlgorithm, Identity> algorithms = new EnumMap<>(KeyAlgorithm.class);
  private final Map<KeyAlgorithm, Path> algorithmRoots = new EnumMap<>(KeyAlgorithm.class);
  private final Identity client;
  private final ClientKeyFiles clientKeys;

  private TestCertificates(Path directory, Instant instant) {
    folder = Folder.at(directory);
    now = new Validity(instant.minus(Duration.ofHours(1)), instant.plus(Duration.ofDays(30)));
    past = new Validity(instant.minus(Duration.ofDays(30)), instant.minus(Duration.ofDays(1)));
    future = new Validity(instant.plus(Duration.ofDays(1)), instant.plus(Duration.ofDays(30)));

    root = new Authority("upq test root", KeyAlgorithm.EC, KeyAlgorithm.EC.generate());
    rootCertificate = root.root(now);
    rootFile = folder.text("root.crt", Pem.certificates(List.of(rootCertificate)));
    KeyPair keys = KeyAlgorithm.EC.generate();
    intermediate = new Authority("upq test intermediate", KeyAlgorithm.EC, keys);
    intermediateCertificate =
        root.authorityCertificate("upq test intermediate", keys.getPublic(), now);
    folder.text("intermediate.crt", Pem.certificates(List.of(intermediateCertificate)));
    Authority other =
        new Authority("upq unknown root", KeyAlgorithm.EC, KeyAlgorithm.EC.generate());
    otherRootCertificate = other.root(now);
    otherRootFile = folder.text("other-root.crt", Pem.certificates(List.of(otherRootCertificate)));

    for (ServerCase serverCase : ServerCase.values()) {
      servers.put(serverCase, makeServer(serverCase, other));
    }
    revocationFile = makeRevocationLists();
    KeyPair rsaKeys = KeyAlgorithm.RSA.generate();
    makeAlgorithms(rsaKeys);
    client = makeClient(rsaKeys);
    clientKeys = makeClientKeys(rsaKeys);
  }

  /**
   * Makes all certificates.
   *
   * @param directory where to; made if it is missing, files of the same names are written over
   * @throws java.io.UncheckedIOException if a file cannot be written
   */
  public static TestCertificates in(Path directory) {
    return new TestCertificates(directory, Instant.now());
  }

  private Identity makeServer(ServerCase serverCase, Authority other) {
    ServerRecipe recipe = ServerRecipe.of(serverCase);
    KeyPair keys = KeyAlgorithm.EC.generate();
    Authority issuer =
        switch (recipe.issuer()) {
          case INTERMEDIATE -> intermediate;
          case OTHER_ROOT -> other;
          case ITSELF -> new Authority(recipe.commonName(), KeyAlgorithm.EC, keys);
        };
    Validity validity =
        switch (recipe.period()) {
          case PAST -> past;
          case NOW -> now;
          case FUTURE -> future;
        };
    List<X509Certificate> chain = new ArrayList<>();
    chain.add(
        issuer.certificate(
            recipe.commonName(), keys.getPublic(), validity, extensions(recipe, keys, issuer)));
    if (recipe.complete()) {
      chain.add(issuer == other ? otherRootCertificate : intermediateCertificate);
    }
    return folder.identity("server-" + serverCase.text(), chain, keys.getPrivate());
  }

  private static List<byte[]> extensions(ServerRecipe recipe, KeyPair keys, Authority issuer) {
    List<byte[]> extensions = new ArrayList<>();
    extensions.add(Extensions.notAuthority());
    extensions.add(Extensions.usageOfPeer());
    extensions.add(Extensions.forServers());
    extensions.add(Extensions.subjectKey(keys.getPublic()));
    extensions.add(Extensions.issuerKey(issuer.publicKey()));
    if (!recipe.dnsNames().isEmpty() || !recipe.addresses().isEmpty()) {
      extensions.add(Extensions.names(recipe.dnsNames(), recipe.addresses()));
    }
    return extensions;
  }

  private Path makeRevocationLists() {
    List<byte[]> lists =
        List.of(
            root.revocationList(now, List.of()),
            intermediate.revocationList(
                now, List.of(server(ServerCase.REVOKED).certificate().getSerialNumber())));
    return folder.text("revoked.crl", Pem.revocationLists(lists));
  }

  private void makeAlgorithms(KeyPair rsaKeys) {
    KeyPair rsaRootKeys = KeyAlgorithm.RSA.generate();
    for (KeyAlgorithm algorithm : KeyAlgorithm.values()) {
      boolean rsa = algorithm == KeyAlgorithm.RSA || algorithm == KeyAlgorithm.RSA_PSS;
      String rootName = "upq test root for " + algorithm.text();
      Authority issuer =
          new Authority(rootName, algorithm, rsa ? rsaRootKeys : algorithm.generate());
      KeyPair keys = rsa ? rsaKeys : algorithm.generate();
      List<byte[]> extensions = extensions(ServerRecipe.local(), keys, issuer);
      X509Certificate certificate =
          issuer.certificate("localhost", keys.getPublic(), now, extensions);
      String name = "algorithm-" + algorithm.text();
      algorithms.put(algorithm, folder.identity(name, List.of(certificate), keys.getPrivate()));
      String rootText = Pem.certificates(List.of(issuer.root(now)));
      algorithmRoots.put(algorithm, folder.text(name + "-root.crt", rootText));
    }
  }

  private Identity makeClient(KeyPair keys) {
    List<byte[]> extensions =
        List.of(
            Extensions.notAuthority(),
            Extensions.usageOfPeer(),
            Extensions.forClients(),
            Extensions.subjectKey(keys.getPublic()),
            Extensions.issuerKey(intermediate.publicKey()));
    X509Certificate certificate =
        intermediate.certificate(CLIENT_USER, keys.getPublic(), now, extensions);
    return folder.identity(
        "client", List.of(certificate, intermediateCertificate), keys.getPrivate());
  }

  private ClientKeyFiles makeClientKeys(KeyPair keys) {
    return new ClientKeyFiles(
        client.keyFile(),
        folder.secret(
            "client-encrypted.key", Pem.encryptedPkcs8(keys.getPrivate(), ClientKeyFiles.PASSWORD)),
        folder.secret("client-pkcs1.key", Pem.pkcs1(keys.getPrivate())),
        folder.secret("client-key.der", keys.getPrivate().getEncoded()));
  }

  /** Where the files are. */
  public Path directory() {
    return folder.directory();
  }

  /** The root above the servers of every {@link ServerCase} and above the client. */
  public X509Certificate root() {
    return rootCertificate;
  }

  /** The root in PEM, for {@code sslrootcert} and {@code ssl_ca_file}. */
  public Path rootFile() {
    return rootFile;
  }

  /** The root that nobody trusts, in PEM. */
  public Path otherRootFile() {
    return otherRootFile;
  }

  /** The revocation lists of root and intermediate in PEM, for {@code sslcrl}. */
  public Path revocationFile() {
    return revocationFile;
  }

  /** A server with a certificate of this kind. */
  public Identity server(ServerCase serverCase) {
    return required(servers.get(serverCase));
  }

  /**
   * A good server with a key and a signature of this kind, directly below {@link
   * #rootFile(KeyAlgorithm)}.
   */
  public Identity server(KeyAlgorithm algorithm) {
    return required(algorithms.get(algorithm));
  }

  /** The root above the server of this kind, in PEM. */
  public Path rootFile(KeyAlgorithm algorithm) {
    return required(algorithmRoots.get(algorithm));
  }

  /** The client whose common name is {@link #CLIENT_USER}. */
  public Identity client() {
    return client;
  }

  /** The client's key in further forms. */
  public ClientKeyFiles clientKeys() {
    return clientKeys;
  }

  private static <T> T required(@Nullable T made) {
    return Objects.requireNonNull(made, "all are made in the constructor");
  }
}
