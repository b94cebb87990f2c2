// SPDX-License-Identifier: Apache-2.0
package dev.upq.migrate;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A file of SQL, wherever it is kept. Immutable; it may be opened more than once, and has to give
 * the same bytes each time.
 *
 * @see MigrationSource for how it has to be named
 */
public final class MigrationFile {

  private final String name;
  private final String place;
  private final Content content;

  private MigrationFile(String name, String place, Content content) {
    this.name = name;
    this.place = place;
    this.content = content;
  }

  /** Where the bytes come from. */
  @FunctionalInterface
  public interface Content {
    InputStream open() throws IOException;
  }

  /** A text that is at hand, as the file of that name. */
  public static MigrationFile of(String name, String text) {
    return of(name, name, () -> new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));
  }

  /**
   * Bytes from somewhere else.
   *
   * @param name the file's own name, without a folder
   * @param place how errors name it
   */
  public static MigrationFile of(String name, String place, Content content) {
    return new MigrationFile(name, place, content);
  }

  /** A file of the file system. */
  public static MigrationFile of(Path path) {
    return of(
        String.valueOf(path.getFileName()), path.toString(), () -> Files.newInputStream(path));
  }

  /** Its own name, without a folder. */
  public String name() {
    return name;
  }

  /** How errors name it. */
  public String place() {
    return place;
  }

  /** Its bytes; the caller closes them. */
  public InputStream open() throws IOException {
    return content.open();
  }

  @Override
  public String toString() {
    return place;
  }
}
