// SPDX-License-Identifier: Apache-2.0
package dev.upq.migrate;

import dev.upq.migrate.MigrationException.Reason;
import java.io.BufferedReader;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.JarURLConnection;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.net.URLConnection;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.stream.Stream;

/** The files of a folder on a class path, in all places where it stands. Immutable. */
record ClassPathSource(String folder, ClassLoader loader) implements MigrationSource {

  private static final String INDEX = "upq-migrations.txt";

  ClassPathSource {
    if (folder.isEmpty() || folder.startsWith("/") || folder.endsWith("/")) {
      throw new MigrationException(
          Reason.SOURCE,
          "a folder on the class path is named without slashes at its ends: migrations, not \""
              + folder
              + "\"");
    }
  }

  @Override
  public List<MigrationFile> files() {
    try {
      URL index = loader.getResource(folder + "/" + INDEX);
      return index != null ? indexed(index) : listed();
    } catch (IOException | URISyntaxException failed) {
      throw new MigrationException(
          Reason.SOURCE, "cannot list " + folder + " on the class path: " + failed, failed);
    }
  }

  private List<MigrationFile> listed() throws IOException, URISyntaxException {
    List<URL> places = Collections.list(loader.getResources(folder));
    if (places.isEmpty()) {
      throw new MigrationException(
          Reason.SOURCE,
          "there is no folder "
              + folder
              + " on the class path; where it is in a jar without entries for folders or in a"
              + " native image, name its files in "
              + folder
              + "/"
              + INDEX
              + ", one a line");
    }
    List<MigrationFile> files = new ArrayList<>();
    for (URL place : places) {
      files.addAll(in(place));
    }
    return files;
  }

  private List<MigrationFile> in(URL place) throws IOException, URISyntaxException {
    if (place.getProtocol().equals("file")) {
      return new FolderSource(Path.of(place.toURI())).files();
    }
    URLConnection connection = place.openConnection();
    if (connection instanceof JarURLConnection jar) {
      return in(jar);
    }
    try {
      return in(place.toURI());
    } catch (RuntimeException unlisted) {
      throw new MigrationException(
          Reason.SOURCE,
          "the folder "
              + place
              + " cannot be listed; name its files in "
              + folder
              + "/"
              + INDEX
              + ", one a line",
          unlisted);
    }
  }

  private List<MigrationFile> in(JarURLConnection connection) throws IOException {
    // Of its own, so that it can be closed: others may use the shared one.
    connection.setUseCaches(false);
    String start = connection.getEntryName().replaceAll("/+$", "") + "/";
    try (JarFile jar = connection.getJarFile()) {
      return jar.stream()
          .filter(entry -> !entry.isDirectory())
          .map(JarEntry::getName)
          .filter(name -> name.startsWith(start) && name.indexOf('/', start.length()) < 0)
          .map(name -> named(name.substring(start.length())))
          .toList();
    }
  }

  /** A place that a file system of the JDK's knows, as the image of a runtime. */
  private List<MigrationFile> in(URI place) throws IOException {
    try (Stream<Path> all = Files.list(Path.of(place))) {
      return all.filter(Files::isRegularFile)
          .map(path -> named(String.valueOf(path.getFileName())))
          .toList();
    }
  }

  private List<MigrationFile> indexed(URL index) throws IOException {
    try (BufferedReader lines =
        new BufferedReader(new InputStreamReader(index.openStream(), StandardCharsets.UTF_8))) {
      return lines
          .lines()
          .map(String::strip)
          .filter(line -> !line.isEmpty() && !line.startsWith("#"))
          .map(this::named)
          .toList();
    }
  }

  private MigrationFile named(String name) {
    String resource = folder + "/" + name;
    return MigrationFile.of(name, "classpath:" + resource, () -> open(resource));
  }

  private InputStream open(String resource) throws IOException {
    InputStream stream = loader.getResourceAsStream(resource);
    if (stream == null) {
      throw new FileNotFoundException(resource + " is not on the class path");
    }
    return stream;
  }
}
