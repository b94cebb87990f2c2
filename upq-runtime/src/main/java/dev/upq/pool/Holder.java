// SPDX-License-Identifier: Apache-2.0
package dev.upq.pool;

import dev.upq.statement.ShownSql;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Who holds a connection of a pool, since when, and what it last asked. Immutable.
 *
 * @param number of the loan, counted from 1; never used again in its pool
 * @param processId of the server's backend
 * @param thread the borrowing thread's name, or its number where it has none; for a connection that
 *     single statements share, how many stand in its line
 * @param site where it was borrowed, as {@code Class.method(File.java:12)}; null where that was not
 *     looked at: see {@code pool_leak_threshold}
 * @param held how long by now
 * @param statement the text of the last statement as it was written, never a parameter's value;
 *     null where there was none yet
 */
public record Holder(
    long number,
    int processId,
    String thread,
    @Nullable String site,
    Duration held,
    @Nullable String statement) {

  private static final int SHOWN_CHARACTERS = 80;

  /**
   * One line for messages, without control characters; the statement is cut short, its constants
   * are not shown.
   */
  @Override
  public String toString() {
    StringBuilder line = new StringBuilder(128);
    line.append("backend ").append(processId).append(" for ").append(held.toMillis());
    line.append(" ms by ").append(thread);
    if (site != null) {
      line.append(" at ").append(site);
    }
    if (statement != null) {
      line.append(", last asked: ");
      line.append(ShownSql.of(statement, SHOWN_CHARACTERS));
    }
    return line.toString();
  }
}
