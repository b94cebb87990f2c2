// SPDX-License-Identifier: Apache-2.0
package dev.upq.migrate;

import dev.upq.migrate.MigrationException.Reason;
import java.io.ByteArrayInputStream;
import java.io.CharConversionException;
import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One text of SQL, for one direction. Immutable. A short text is kept, a long one is read again
 * each time.
 */
final class Script {

  /** So much of a file is kept in memory. */
  static final int MOST_KEPT_BYTES = 16 << 20;

  /** So much of a text is stored in the log. */
  static final int MOST_STORED_CHARS = 1 << 20;

  private static final int BUFFER = 8 * 1024;

  private final String place;
  private final @Nullable MigrationFile file;
  private final @Nullable String text;
  private final Checksum checksum;

  private Script(
      String place, @Nullable MigrationFile file, @Nullable String text, Checksum checksum) {
    this.place = place;
    this.file = file;
    this.text = text;
    this.checksum = checksum;
  }

  /**
   * A file that holds nothing else.
   *
   * @throws MigrationException where it cannot be read ({@code SOURCE}), or is not UTF-8 ({@code
   *     SYNTAX})
   */
  static Script of(MigrationFile file) {
    try {
      String text = kept(file);
      if (text != null) {
        return of(file.place(), text);
      }
      try (Reader reader = canonical(file.open())) {
        return new Script(file.place(), file, null, Checksum.of(reader));
      }
    } catch (IOException failed) {
      throw unreadable(file, failed);
    }
  }

  /** A canonical text. */
  static Script of(String place, String text) {
    return new Script(place, null, text, Checksum.of(text));
  }

  /** The canonical text of a file; null where it is too long to be kept. */
  static @Nullable String kept(MigrationFile file) throws IOException {
    byte[] bytes;
    try (InputStream in = file.open()) {
      bytes = in.readNBytes(MOST_KEPT_BYTES + 1);
    }
    if (bytes.length > MOST_KEPT_BYTES) {
      return null;
    }
    String text = new String(bytes, StandardCharsets.UTF_8);
    // Nearly all are canonical as they are; what may be wrong is read strictly.
    boolean plain = text.indexOf('\r') < 0 && text.indexOf(0) < 0 && text.indexOf('\uFFFD') < 0;
    return plain && !text.startsWith("\uFEFF") ? text : strictly(bytes);
  }

  private static String strictly(byte[] bytes) throws IOException {
    StringBuilder text = new StringBuilder(bytes.length);
    char[] chunk = new char[BUFFER];
    try (Reader reader = canonical(new ByteArrayInputStream(bytes))) {
      for (int read = reader.read(chunk); read >= 0; read = reader.read(chunk)) {
        text.append(chunk, 0, read);
      }
    }
    return text.toString();
  }

  static MigrationException unreadable(MigrationFile file, IOException failed) {
    boolean wrong = failed instanceof CharConversionException;
    return new MigrationException(
        wrong ? Reason.SYNTAX : Reason.SOURCE,
        wrong ? file + ": " + failed.getMessage() : "cannot read " + file + ": " + failed,
        failed);
  }

  private static Reader canonical(InputStream bytes) {
    return new CanonicalReader(new SqlUtf8Reader(bytes));
  }

  /** How errors name it. */
  String place() {
    return place;
  }

  Checksum checksum() {
    return checksum;
  }

  /** The text, for the log and for what differs; empty where it is too long for either. */
  Optional<String> text() {
    return Optional.ofNullable(text).filter(all -> all.length() <= MOST_STORED_CHARS);
  }

  /** Reads it statement by statement; the caller closes it. */
  SqlSplitter split() {
    if (text != null) {
      return SqlSplitter.of(place, text);
    }
    MigrationFile streamed = Objects.requireNonNull(file);
    try {
      return SqlSplitter.of(place, canonical(streamed.open()));
    } catch (IOException failed) {
      throw unreadable(streamed, failed);
    }
  }
}
