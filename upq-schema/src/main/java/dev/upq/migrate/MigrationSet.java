// SPDX-License-Identifier: Apache-2.0
package dev.upq.migrate;

import dev.upq.migrate.MigrationException.Reason;
import dev.upq.migrate.MigrationName.Part;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * All migrations of a source. Immutable.
 *
 * @param versioned by their versions
 * @param repeatable by their names
 */
record MigrationSet(
    NavigableMap<Long, Migration> versioned, NavigableMap<String, Migration> repeatable) {

  /**
   * Reads all files.
   *
   * @throws MigrationException where one cannot be read, is named wrongly, or two stand for the
   *     same ({@code SOURCE}, {@code SYNTAX})
   */
  static MigrationSet read(MigrationSource source) {
    NavigableMap<Long, List<Named>> versions = new TreeMap<>();
    NavigableMap<String, Migration> repeatable = new TreeMap<>();
    for (MigrationFile file : source.files()) {
      if (!file.name().endsWith(".sql")) {
        continue;
      }
      MigrationName name = MigrationName.of(file);
      if (name.kind() == MigrationKind.REPEATABLE) {
        Migration before = repeatable.put(name.name(), repeatable(name, file));
        if (before != null) {
          throw twice("repeatable migration " + name.name(), before.up().place(), file.place());
        }
      } else {
        versions.computeIfAbsent(name.version(), v -> new ArrayList<>()).add(new Named(name, file));
      }
    }
    NavigableMap<Long, Migration> versioned = new TreeMap<>();
    for (Map.Entry<Long, List<Named>> each : versions.entrySet()) {
      versioned.put(each.getKey(), versioned(each.getKey(), each.getValue()));
    }
    return new MigrationSet(
        Collections.unmodifiableNavigableMap(versioned),
        Collections.unmodifiableNavigableMap(repeatable));
  }

  Optional<Migration> version(long version) {
    return Optional.ofNullable(versioned.get(version));
  }

  /** The highest version; 0 where there is none. */
  long last() {
    return versioned.isEmpty() ? 0 : versioned.lastKey();
  }

  private record Named(MigrationName name, MigrationFile file) {}

  private static Migration repeatable(MigrationName name, MigrationFile file) {
    Sections sections = Sections.of(file);
    if (sections.down() != null) {
      throw new MigrationException(
          Reason.SOURCE,
          file + " is repeatable and cannot have a part for down; a changed file replaces it");
    }
    return new Migration(MigrationKind.REPEATABLE, 0, name.name(), sections.up(), null);
  }

  private static Migration versioned(long version, List<Named> files) {
    Named up = null;
    Named down = null;
    for (Named each : files) {
      boolean isDown = each.name().part() == Part.DOWN;
      Named before = isDown ? down : up;
      if (before != null) {
        throw twice("version " + version, before.file().place(), each.file().place());
      }
      if (isDown) {
        down = each;
      } else {
        up = each;
      }
    }
    if (up == null) {
      throw new MigrationException(
          Reason.SOURCE, files.getFirst().file() + " has no file for up beside it");
    }
    return paired(version, up, down);
  }

  private static Migration paired(long version, Named up, @Nullable Named down) {
    String name = up.name().name();
    if (up.name().part() == Part.UP) {
      if (down != null && !down.name().name().equals(name)) {
        throw new MigrationException(
            Reason.SOURCE,
            "version " + version + " has two names: " + up.file() + " and " + down.file());
      }
      return new Migration(
          MigrationKind.VERSIONED,
          version,
          name,
          Script.of(up.file()),
          down == null ? null : Script.of(down.file()));
    }
    Sections sections = Sections.of(up.file());
    if (down != null) {
      throw twice("version " + version, up.file().place(), down.file().place());
    }
    return new Migration(MigrationKind.VERSIONED, version, name, sections.up(), sections.down());
  }

  private static MigrationException twice(String what, String one, String other) {
    return new MigrationException(
        Reason.SOURCE, what + " stands in two files: " + one + " and " + other);
  }
}
