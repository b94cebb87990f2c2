// SPDX-License-Identifier: Apache-2.0
package dev.upq.testkit;

import java.nio.file.Path;

/** Where a PostgreSQL was found: packed in a jar, or installed. Immutable. */
sealed interface Binaries {

  /** A jar that holds a .txz with the installation in it. */
  record Archive(Path jar) implements Binaries {}

  /** A directory with {@code bin/postgres} and {@code bin/initdb}. */
  record Installation(Path home) implements Binaries {

    Path program(String name) {
      return home.resolve("bin").resolve(name);
    }
  }
}
