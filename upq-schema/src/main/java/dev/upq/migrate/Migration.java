// SPDX-License-Identifier: Apache-2.0
package dev.upq.migrate;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One migration, of one file or two. Immutable.
 *
 * @param version 0 for a repeatable one
 */
record Migration(
    MigrationKind kind, long version, String name, Script up, @Nullable Script downOrNull) {

  Optional<Script> down() {
    return Optional.ofNullable(downOrNull);
  }

  boolean versioned() {
    return kind == MigrationKind.VERSIONED;
  }

  /** What people call it. */
  String title() {
    return title(kind, version, name);
  }

  static String title(MigrationKind kind, long version, String name) {
    return switch (kind) {
      case VERSIONED -> version + (name.isEmpty() ? "" : " " + name);
      case REPEATABLE -> "R " + name;
      case BASELINE -> "baseline " + version;
    };
  }
}
