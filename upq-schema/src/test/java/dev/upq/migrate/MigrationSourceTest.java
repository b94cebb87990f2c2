// SPDX-License-Identifier: Apache-2.0
package dev.upq.migrate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.net.URLConnection;
import java.net.URLStreamHandler;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Enumeration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MigrationSourceTest {

  @TempDir private Path folder;

  @Test
  void aFolderIsReadWithoutThoseInside() throws IOException {
    Files.writeString(folder.resolve("1_a.sql"), "select 1");
    Files.createDirectories(folder.resolve("old"));
    Files.writeString(folder.resolve("old").resolve("2_b.sql"), "select 2");
    assertThat(names(MigrationSource.directory(folder))).containsExactly("1_a.sql");
    assertThatThrownBy(() -> MigrationSource.directory(folder.resolve("nope")).files())
        .hasMessageContaining("nope is not a folder");
  }

  @Test
  @DisplayName("MG-23: on the class path they are found in a folder and in a jar")
  void theClassPathIsRead() throws IOException {
    Path classes = Files.createDirectories(folder.resolve("classes/db/migrations"));
    Files.writeString(classes.resolve("1_a.sql"), "select 1");
    Path jar = folder.resolve("app.jar");
    try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar))) {
      for (String entry :
          List.of("db/", "db/migrations/", "db/migrations/2_b.sql", "db/migrations/x/3_c.sql")) {
        out.putNextEntry(new JarEntry(entry));
        if (entry.endsWith(".sql")) {
          out.write("select 2".getBytes(StandardCharsets.UTF_8));
        }
      }
    }
    URL[] path = {folder.resolve("classes").toUri().toURL(), jar.toUri().toURL()};
    try (URLClassLoader loader = new URLClassLoader(path, null)) {
      MigrationSource source = MigrationSource.classPath("db/migrations", loader);
      assertThat(names(source)).containsExactlyInAnyOrder("1_a.sql", "2_b.sql");
      assertThat(MigrationSet.read(source).version(2).orElseThrow().up().text())
          .contains("select 2");
    }
  }

  @Test
  @DisplayName("MG-23: where a folder cannot be listed, an index names its files, or a message how")
  void anIndexStandsForAListing() throws IOException {
    Map<String, String> image = new HashMap<>(Map.of("migrations/1_a.sql", "select 1"));
    ClassLoader loader = unlisted(image, false);
    assertThatThrownBy(() -> MigrationSource.classPath("migrations", loader).files())
        .isInstanceOf(MigrationException.class)
        .hasMessageContaining("name its files in migrations/upq-migrations.txt, one a line");
    ClassLoader known = unlisted(image, true);
    assertThatThrownBy(() -> MigrationSource.classPath("migrations", known).files())
        .isInstanceOf(MigrationException.class)
        .hasMessageContaining("cannot be listed; name its files in migrations/upq-migrations.txt");
    image.put("migrations/upq-migrations.txt", "# all of them\n1_a.sql\n\n");
    assertThat(names(MigrationSource.classPath("migrations", loader))).containsExactly("1_a.sql");
    assertThat(
            MigrationSet.read(MigrationSource.classPath("migrations", loader))
                .version(1)
                .orElseThrow()
                .up()
                .text())
        .contains("select 1");
  }

  /** As in an image: files are found by their names, folders are not to be listed. */
  private static ClassLoader unlisted(Map<String, String> files, boolean knowsFolders) {
    return new ClassLoader(null) {
      @Override
      protected @Nullable URL findResource(String name) {
        if (!files.containsKey(name) && !(knowsFolders && name.equals("migrations"))) {
          return null;
        }
        try {
          return URL.of(URI.create("image:/" + name), new Image(files));
        } catch (IOException e) {
          throw new IllegalStateException(e);
        }
      }

      @Override
      protected Enumeration<URL> findResources(String name) {
        URL found = findResource(name);
        return found == null
            ? Collections.emptyEnumeration()
            : Collections.enumeration(List.of(found));
      }
    };
  }

  private static final class Image extends URLStreamHandler {
    private final Map<String, String> files;

    Image(Map<String, String> files) {
      this.files = files;
    }

    @Override
    protected URLConnection openConnection(URL url) {
      return new URLConnection(url) {
        @Override
        public void connect() {}

        @Override
        public InputStream getInputStream() throws IOException {
          String text = files.get(url.getPath().substring(1));
          if (text == null) {
            throw new IOException("a folder");
          }
          return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
        }
      };
    }
  }

  private static List<String> names(MigrationSource source) {
    return source.files().stream().map(MigrationFile::name).toList();
  }
}
