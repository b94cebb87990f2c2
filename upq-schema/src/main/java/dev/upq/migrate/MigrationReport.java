// SPDX-License-Identifier: Apache-2.0
package dev.upq.migrate;

import java.time.Duration;
import java.util.List;

/**
 * What a call has done. Immutable.
 *
 * @param steps what was applied or taken back, in its order
 * @param unchanged how many migrations were applied before and are as they were
 * @param retries how often a migration was tried again
 * @param warnings what a person should know
 * @param took all together, connecting included
 */
public record MigrationReport(
    List<Step> steps, int unchanged, int retries, List<String> warnings, Duration took) {

  public MigrationReport {
    steps = List.copyOf(steps);
    warnings = List.copyOf(warnings);
  }

  /**
   * One migration.
   *
   * @param version 0 for a repeatable one
   * @param down whether it was taken back
   * @param took its statements and its row, without the pauses of retries
   */
  public record Step(MigrationKind kind, long version, String name, boolean down, Duration took) {}
}
