// SPDX-License-Identifier: Apache-2.0
package dev.upq.migrate;

import dev.upq.migrate.MigrationException.Reason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The files of a folder. Immutable. */
record FolderSource(Path folder) implements MigrationSource {

  @Override
  public List<MigrationFile> files() {
    if (!Files.isDirectory(folder)) {
      throw new MigrationException(
          Reason.SOURCE,
          folder.toAbsolutePath()
              + " is not a folder; say where the migrations are (--dir), or make one with upq"
              + " migrate new NAME");
    }
    try (Stream<Path> all = Files.list(folder)) {
      return all.filter(Files::isRegularFile).map(MigrationFile::of).toList();
    } catch (IOException failed) {
      throw new MigrationException(Reason.SOURCE, "cannot list " + folder + ": " + failed, failed);
    }
  }
}
