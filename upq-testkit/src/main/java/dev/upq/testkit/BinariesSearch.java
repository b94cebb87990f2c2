// SPDX-License-Identifier: Apache-2.0
package dev.upq.testkit;

import dev.upq.fault.PgConfigException;
import java.io.IOException;
import java.net.JarURLConnection;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.net.URLConnection;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Finds the binaries of one major version of PostgreSQL. Immutable. The places are looked at in
 * this order: the one that the caller gave (and then no other), the one that the property {@code
 * upq.postgres.binaries} or the variable {@code UPQ_POSTGRES_BINARIES} names, the class path, the
 * local Maven repository. Nothing is downloaded.
 *
 * @param given a jar, a directory of jars or an installation, from the caller
 * @param configured the same, from property or variable
 * @param classPath the jars on the class path that hold binaries of this platform
 * @param repository the local Maven repository
 * @param platform what to look for jars of; empty where none are published
 */
record BinariesSearch(
    Optional<Path> given,
    Optional<Path> configured,
    List<Path> classPath,
    Path repository,
    Optional<Platform> platform) {

  static final String PROPERTY = "upq.postgres.binaries";
  static final String VARIABLE = "UPQ_POSTGRES_BINARIES";

  BinariesSearch {
    classPath = List.copyOf(classPath);
  }

  /** The search that this JVM's properties, environment and class path ask for. */
  static BinariesSearch here(Optional<Path> given) {
    Optional<Platform> platform = Platform.current();
    return new BinariesSearch(
        given,
        SystemSetting.read(PROPERTY, VARIABLE).map(Path::of),
        platform.map(BinariesSearch::jarsOnClassPath).orElse(List.of()),
        SystemSetting.property("maven.repo.local")
            .map(Path::of)
            .orElseGet(() -> Path.of(System.getProperty("user.home", ""), ".m2", "repository")),
        platform);
  }

  /**
   * The newest binaries of that major version in the first place that has some.
   *
   * @throws PgConfigException if no place has any; the message says where it looked and what to add
   */
  Binaries find(int major) {
    if (given.isPresent()) {
      return in(given.get(), major).orElseThrow(() -> missing(major, given.get().toString()));
    }
    return configured
        .flatMap(place -> in(place, major))
        .or(() -> newest(classPath, major))
        .or(this::unnamed)
        .or(() -> newest(jarsInRepository(), major))
        .orElseThrow(() -> missing(major, places()));
  }

  private Optional<Binaries> in(Path place, int major) {
    if (Files.isRegularFile(place)) {
      return ofMajor(place, major, true)
          ? Optional.of(new Binaries.Archive(place))
          : Optional.empty();
    }
    if (Files.isExecutable(place.resolve("bin").resolve("postgres"))) {
      Binaries.Installation found = new Binaries.Installation(place.toAbsolutePath());
      return InstalledVersion.of(found).major() == major ? Optional.of(found) : Optional.empty();
    }
    return newest(jarsIn(place), major);
  }

  private Optional<Binaries> newest(List<Path> jars, int major) {
    return jars.stream()
        .filter(jar -> ofMajor(jar, major, false))
        .max(Comparator.comparing(this::version))
        .map(Binaries.Archive::new);
  }

  /**
   * A jar of the class path whose name tells no version; what it holds is asked after unpacking.
   */
  private Optional<Binaries> unnamed() {
    return classPath.stream()
        .filter(jar -> versionOf(jar).isEmpty())
        .findFirst()
        .map(Binaries.Archive::new);
  }

  private boolean ofMajor(Path jar, int major, boolean otherwise) {
    Optional<BinariesVersion> version = versionOf(jar);
    return version.map(v -> v.major() == major).orElse(otherwise);
  }

  private BinariesVersion version(Path jar) {
    return versionOf(jar).orElseThrow();
  }

  private Optional<BinariesVersion> versionOf(Path jar) {
    String fileName = String.valueOf(jar.getFileName());
    return platform.flatMap(p -> BinariesVersion.ofJar(fileName, p.artifact()));
  }

  private List<Path> jarsInRepository() {
    return platform
        .map(p -> repository.resolve("io/zonky/test/postgres").resolve(p.artifact()))
        .map(BinariesSearch::children)
        .orElse(List.of())
        .stream()
        .flatMap(directory -> jarsIn(directory).stream())
        .toList();
  }

  private static List<Path> jarsIn(Path directory) {
    return children(directory).stream()
        .filter(file -> file.getFileName().toString().endsWith(".jar"))
        .toList();
  }

  private static List<Path> children(Path directory) {
    if (!Files.isDirectory(directory)) {
      return List.of();
    }
    try (Stream<Path> found = Files.list(directory)) {
      return found.sorted().toList();
    } catch (IOException e) {
      throw new PgConfigException("cannot read the directory " + directory + ": " + e, e);
    }
  }

  /** Several versions may stand there under one resource name; the jars tell them apart. */
  private static List<Path> jarsOnClassPath(Platform platform) {
    ClassLoader loader = BinariesSearch.class.getClassLoader();
    List<Path> jars = new ArrayList<>();
    try {
      for (URL url : Collections.list(loader.getResources(platform.resource()))) {
        URLConnection connection = url.openConnection();
        if (connection instanceof JarURLConnection jar) {
          URI file = jar.getJarFileURL().toURI();
          if ("file".equals(file.getScheme())) {
            jars.add(Path.of(file));
          }
        }
      }
    } catch (IOException | URISyntaxException e) {
      throw new PgConfigException("cannot look for PostgreSQL binaries on the class path: " + e, e);
    }
    return jars;
  }

  private String places() {
    String first = configured.map(place -> PROPERTY + "=" + place + ", ").orElse("");
    return first + "the class path, " + repository;
  }

  private PgConfigException missing(int major, String places) {
    String otherwise =
        ", or point "
            + PROPERTY
            + " to an installation of PostgreSQL "
            + major
            + " (a directory with bin/postgres), or set UPQ_TEST_URL to a running server for tests";
    String what =
        platform
            .map(
                p ->
                    "no binaries of PostgreSQL %d for %s in %s: add the test dependency %s:%s:%s"
                        .formatted(
                            major,
                            p.name(),
                            places,
                            "io.zonky.test.postgres",
                            p.artifact(),
                            BinariesVersion.advised(major)))
            .orElseGet(
                () ->
                    "no binaries of PostgreSQL are published for %s on %s: run on one of %s"
                        .formatted(
                            System.getProperty("os.name"),
                            System.getProperty("os.arch"),
                            String.join(", ", Platform.PUBLISHED)));
    return new PgConfigException(what + otherwise);
  }
}
