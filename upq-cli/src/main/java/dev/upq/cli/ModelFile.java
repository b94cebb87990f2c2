// SPDX-License-Identifier: Apache-2.0
package dev.upq.cli;

import dev.upq.fault.PgUsageException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A model that {@code upq inspect} has printed into a file. Stateless. */
final class ModelFile {

  private ModelFile() {}

  /**
   * Its lines, whether they stand there as they are or in JSON.
   *
   * @throws PgUsageException where the file cannot be read, or holds something else
   */
  static List<String> lines(String file) {
    List<String> lines;
    try {
      String text = Files.readString(Path.of(file));
      lines = text.startsWith("{") ? JsonText.texts(text, "lines") : text.lines().toList();
    } catch (IOException failed) {
      throw new PgUsageException("cannot read what to compare with: " + failed);
    }
    if (lines.isEmpty() || !lines.getFirst().startsWith("upq-model ")) {
      throw new PgUsageException(
          file + " holds no model; upq inspect --canonical, or --json, prints one");
    }
    return lines;
  }
}
