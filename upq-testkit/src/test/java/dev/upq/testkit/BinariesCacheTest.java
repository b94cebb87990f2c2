// SPDX-License-Identifier: Apache-2.0
package dev.upq.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.upq.fault.PgConfigException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tukaani.xz.LZMA2Options;
import org.tukaani.xz.XZOutputStream;

class BinariesCacheTest {

  @TempDir Path directory;

  @Test
  void aJarIsUnpackedOnceWithProgramsAndLinks() throws Exception {
    Path jar = jar("x-18.1.0.jar", file("bin/postgres", 0755), link("lib/a.so", "a.so.1"));
    Path home = installed(jar);
    assertThat(Files.isExecutable(home.resolve("bin/postgres"))).isTrue();
    assertThat(Files.readSymbolicLink(home.resolve("lib/a.so"))).isEqualTo(Path.of("a.so.1"));
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(home.resolve("bin"))))
        .isEqualTo("rwxr-xr-x");
    Files.writeString(home.resolve("bin/postgres"), "still the same");
    assertThat(installed(jar)).isEqualTo(home);
    assertThat(home.resolve("bin/postgres")).hasContent("still the same");
  }

  @Test
  void anotherContentUnderTheSameNameIsAnotherDirectory() throws Exception {
    Path first = installed(jar("x.jar", file("bin/one", 0755)));
    Path copy = Files.createDirectory(directory.resolve("other"));
    Path jar = jar("x.jar", file("bin/two", 0755));
    Path second = installed(Files.move(jar, copy.resolve("x.jar")));
    assertThat(second).isNotEqualTo(first);
    assertThat(second.resolve("bin/two")).exists();
  }

  @Test
  void aDirectoryThatLostAFileIsUnpackedAnew() throws Exception {
    Path jar = jar("x.jar", file("bin/postgres", 0755), file("share/postgres.bki", 0644));
    Path home = installed(jar);
    Files.delete(home.resolve("share/postgres.bki"));
    // Another name of the same jar: this JVM remembers what it found complete.
    Path again = Files.createDirectory(directory.resolve("again")).resolve("x.jar");
    assertThat(installed(Files.copy(jar, again))).isEqualTo(home);
    assertThat(home.resolve("share/postgres.bki")).exists();
  }

  @Test
  void whatAKilledUnpackerLeftIsRemoved() throws Exception {
    Path jar = jar("x.jar", file("bin/postgres", 0755));
    Path home = installed(jar);
    Path part = Files.createDirectory(home.resolveSibling(home.getFileName() + ".part-1"));
    Files.writeString(part.resolve("half"), "");
    FileTrees.delete(home);
    installed(jar);
    try (Stream<Path> files = Files.list(directory.resolve("cache"))) {
      assertThat(files).noneMatch(file -> file.toString().contains(".part-"));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "../evil, ",
    "{}/evil, ",
    "a/../../evil, ",
    "a, ../evil",
    "a, /etc/passwd",
    "a/b, ../../evil"
  })
  void anArchiveThatLeadsOutOfItsDirectoryIsRefused(String name, String target) throws Exception {
    Path jar =
        jar(
            "x.jar",
            target == null
                ? file(name.replace("{}", directory.toString()), 0644)
                : link(name, target));
    assertThatThrownBy(() -> installed(jar))
        .isInstanceOf(PgConfigException.class)
        .hasMessageContaining("leads out of it");
    assertThat(directory.resolve("cache/evil")).doesNotExist();
    assertThat(directory.resolve("evil")).doesNotExist();
  }

  @Test
  void aJarWithoutBinariesOrWithDamagedOnesIsNamed() throws Exception {
    Path empty = directory.resolve("empty.jar");
    try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(empty))) {
      zip.putNextEntry(new ZipEntry("readme"));
    }
    assertThatThrownBy(() -> installed(empty))
        .isInstanceOf(PgConfigException.class)
        .hasMessageContaining("no postgres-*.txz in " + empty);
    Path damaged = directory.resolve("damaged.jar");
    try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(damaged))) {
      zip.putNextEntry(new ZipEntry("postgres-linux-x86_64.txz"));
      zip.write("not xz".getBytes(StandardCharsets.US_ASCII));
    }
    assertThatThrownBy(() -> installed(damaged))
        .isInstanceOf(PgConfigException.class)
        .hasMessageContaining("cannot unpack " + damaged);
  }

  @Test
  void aCacheThatOthersCanChangeIsRefused() throws Exception {
    ServerUser user = ServerUser.of(Optional.empty());
    Path cache = FileTrees.create(directory.resolve("cache"), "rwxr-xr-x");
    assertThat(CacheDirectory.checked(cache, user)).isEqualTo(cache);
    Path link = Files.createSymbolicLink(directory.resolve("link"), cache);
    FileTrees.create(directory.resolve("open"), "rwxrwxrwx");
    for (Path refused : List.of(link, directory.resolve("open"))) {
      assertThatThrownBy(() -> CacheDirectory.checked(refused, user))
          .isInstanceOf(PgConfigException.class)
          .hasMessageContaining("can be changed by others");
    }
    ServerUser somebodyElse = new ServerUser(12_345, 12_345, 12_345, "else", List.of());
    assertThatThrownBy(() -> CacheDirectory.checked(cache, somebodyElse))
        .isInstanceOf(PgConfigException.class);
  }

  private Path installed(Path jar) throws IOException {
    Path cache = Files.createDirectories(directory.resolve("cache"));
    return BinariesCache.in(cache).installed(new Binaries.Archive(jar)).home();
  }

  private record Entry(TarArchiveEntry entry, byte[] content) {}

  private static Entry file(String name, int mode) {
    byte[] content = ("content of " + name).getBytes(StandardCharsets.UTF_8);
    TarArchiveEntry entry = new TarArchiveEntry(name, true);
    entry.setMode(mode);
    entry.setSize(content.length);
    return new Entry(entry, content);
  }

  private static Entry link(String name, String target) {
    TarArchiveEntry entry = new TarArchiveEntry(name, TarConstants.LF_SYMLINK);
    entry.setLinkName(target);
    return new Entry(entry, new byte[0]);
  }

  private Path jar(String name, Entry... entries) throws IOException {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (TarArchiveOutputStream tar =
        new TarArchiveOutputStream(new XZOutputStream(packed, new LZMA2Options(0)))) {
      for (Entry entry : entries) {
        tar.putArchiveEntry(entry.entry());
        tar.write(entry.content());
        tar.closeArchiveEntry();
      }
    }
    Path jar = directory.resolve(name);
    try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(jar))) {
      zip.putNextEntry(new ZipEntry("postgres-linux-x86_64.txz"));
      zip.write(packed.toByteArray());
    }
    return jar;
  }
}
