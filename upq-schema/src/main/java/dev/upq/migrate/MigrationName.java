// SPDX-License-Identifier: Apache-2.0
package dev.upq.migrate;

import dev.upq.migrate.MigrationException.Reason;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a file's name says. Immutable.
 *
 * @param version 0 for a repeatable one
 */
record MigrationName(MigrationKind kind, long version, String name, Part part) {

  /** What stands in the file. */
  enum Part {
    UP,
    DOWN,
    /** Both, each behind its directive; up alone where there is none. */
    WHOLE
  }

  private static final Pattern VERSIONED =
      Pattern.compile("(\\d+)(?:[_-]+(.+?))?(?:\\.(up|down))?\\.sql");

  private static final Pattern REPEATABLE = Pattern.compile("R__(.+)\\.sql");

  /**
   * Reads it.
   *
   * @throws MigrationException where it says nothing that is known
   */
  static MigrationName of(MigrationFile file) {
    Matcher repeatable = REPEATABLE.matcher(file.name());
    if (repeatable.matches()) {
      return new MigrationName(MigrationKind.REPEATABLE, 0, repeatable.group(1), Part.WHOLE);
    }
    Matcher versioned = VERSIONED.matcher(file.name());
    if (!versioned.matches()) {
      throw new MigrationException(
          Reason.SOURCE,
          file
              + " is not named like a migration: 0007_name.up.sql and 0007_name.down.sql,"
              + " 0007_name.sql or R__name.sql");
    }
    String part = versioned.group(3);
    String name = versioned.group(2);
    return new MigrationName(
        MigrationKind.VERSIONED,
        version(file, versioned.group(1)),
        name == null ? "" : name,
        part == null ? Part.WHOLE : part.equals("up") ? Part.UP : Part.DOWN);
  }

  private static long version(MigrationFile file, String digits) {
    long version;
    try {
      version = Long.parseLong(digits);
    } catch (NumberFormatException tooLarge) {
      throw new MigrationException(
          Reason.SOURCE,
          file + " has the version " + digits + "; the largest is " + Long.MAX_VALUE,
          tooLarge);
    }
    if (version == 0) {
      throw new MigrationException(
          Reason.SOURCE, file + " has the version 0, which is what comes before the first: use 1");
    }
    return version;
  }
}
