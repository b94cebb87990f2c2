// SPDX-License-Identifier: Apache-2.0
package dev.upq.migrate;

import dev.upq.fault.PgServerException;
import dev.upq.fault.SqlState;
import dev.upq.pool.Backoff;
import dev.upq.pool.Chance;
import dev.upq.time.Clock;
import dev.upq.time.Deadline;
import java.time.Duration;

/**
 * When something is tried again: a lock was not to be had within {@code lock_timeout}, or a
 * deadlock was broken. The pauses between grow up to 10 s. Of one migration or one statement; one
 * thread at a time.
 */
final class Retries {

  private static final String LOCK_NOT_AVAILABLE = "55P03";
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(10);

  private final MigratorSettings settings;
  private final Clock clock;
  private final Tally tally;
  private final String title;
  private final Backoff pauses = new Backoff(LONGEST_PAUSE, new Chance());
  private int retries;

  Retries(MigratorSettings settings, Clock clock, Tally tally, String title) {
    this.settings = settings;
    this.clock = clock;
    this.tally = tally;
    this.title = title;
  }

  /** Waits and returns true where it is to be tried again; nothing may be open meanwhile. */
  boolean again(PgServerException refused) {
    String code = refused.sqlState().code();
    boolean passing =
        code.equals(LOCK_NOT_AVAILABLE) || code.equals(SqlState.DEADLOCK_DETECTED.code());
    if (!passing || retries >= settings.lockRetries()) {
      return false;
    }
    retries++;
    tally.retried();
    Duration pause = Duration.ofNanos(pauses.next(clock.nanos()));
    settings
        .listener()
        .accept(new MigrationEvent.Retrying(title, retries, pause, refused.diagnostic().line()));
    MigrationLock.pause(Deadline.after(clock, pause), this);
    return true;
  }

  /** How often it was. */
  int count() {
    return retries;
  }
}
