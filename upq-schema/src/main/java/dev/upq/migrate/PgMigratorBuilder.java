// SPDX-License-Identifier: Apache-2.0
package dev.upq.migrate;

import dev.upq.connection.ConnectionSetup;
import dev.upq.fault.PgUsageException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.Consumer;

/** How a migrator is to work. One thread at a time; each method returns this builder. */
public final class PgMigratorBuilder {

  private static final int MOST_RETRIES = 1_000;
  private static final Duration LONGEST = Duration.ofDays(1);

  private final ConnectionSetup setup;
  private MigratorSettings its =
      MigratorSettings.standard(MigrationSource.directory(Path.of("migrations")));

  PgMigratorBuilder(ConnectionSetup setup) {
    this.setup = setup;
  }

  /** Where the migrations are; the folder {@code migrations} unless said otherwise. */
  public PgMigratorBuilder source(MigrationSource source) {
    return with(
        new MigratorSettings(
            source,
            its.schema(),
            its.table(),
            its.lockTimeout(),
            its.lockRetries(),
            its.deadline(),
            its.outOfOrder(),
            its.allowMissing(),
            its.group(),
            its.listener()));
  }

  /**
   * Where the log stands, and what comes first in the {@code search_path} of each migration; made
   * where it is not there. Unless said, both are what the session's login says. Two applications in
   * one database with schemas of their own have logs and locks of their own.
   *
   * @param name without quotes, taken as it is
   */
  public PgMigratorBuilder schema(String name) {
    return with(named(name, its.table()));
  }

  /** The log's name, {@code migrations_log} unless said; without quotes, taken as it is. */
  public PgMigratorBuilder table(String name) {
    if (name.isEmpty()) {
      throw new PgUsageException("the log's table has a name");
    }
    return with(named(its.schema(), name));
  }

  private MigratorSettings named(String schema, String table) {
    return new MigratorSettings(
        its.source(),
        schema,
        table,
        its.lockTimeout(),
        its.lockRetries(),
        its.deadline(),
        its.outOfOrder(),
        its.allowMissing(),
        its.group(),
        its.listener());
  }

  /**
   * How long a statement of a migration waits for a lock, while all who come behind it wait with
   * it: {@code lock_timeout}, 2 s unless said, zero for no limit, at most a day.
   */
  public PgMigratorBuilder lockTimeout(Duration most) {
    if (most.isNegative() || most.compareTo(LONGEST) > 0) {
      throw new PgUsageException("a lock timeout is between zero, for none, and a day");
    }
    return with(locks(most, its.lockRetries(), its.deadline()));
  }

  /**
   * How often a migration is tried again where a lock was not to be had: 10 unless said, 0 to
   * 1,000. The pauses between are drawn from up to 50 ms, 100 ms, and so on to 10 s.
   */
  public PgMigratorBuilder lockRetries(int most) {
    if (most < 0 || most > MOST_RETRIES) {
      throw new PgUsageException("lock retries are between 0 and " + MOST_RETRIES);
    }
    return with(locks(its.lockTimeout(), most, its.deadline()));
  }

  /** How long another migrator is waited for: 5 min unless said, zero to a day. */
  public PgMigratorBuilder lockDeadline(Duration most) {
    if (most.isNegative() || most.compareTo(LONGEST) > 0) {
      throw new PgUsageException("the deadline for the lock is between zero and a day");
    }
    return with(locks(its.lockTimeout(), its.lockRetries(), most));
  }

  private MigratorSettings locks(Duration timeout, int retries, Duration deadline) {
    return new MigratorSettings(
        its.source(),
        its.schema(),
        its.table(),
        timeout,
        retries,
        deadline,
        its.outOfOrder(),
        its.allowMissing(),
        its.group(),
        its.listener());
  }

  /** What becomes of a version below one that is applied; {@code FAIL} unless said. */
  public PgMigratorBuilder outOfOrder(OutOfOrder policy) {
    return with(policies(policy, its.allowMissing(), its.group(), its.listener()));
  }

  /** Whether what is applied may have no file; a warning then, and a failure unless said. */
  public PgMigratorBuilder allowMissing(boolean allowed) {
    return with(policies(its.outOfOrder(), allowed, its.group(), its.listener()));
  }

  /** Whether all that a call applies is one transaction; each is one of its own unless said. */
  public PgMigratorBuilder group(boolean all) {
    return with(policies(its.outOfOrder(), its.allowMissing(), all, its.listener()));
  }

  /** Is told what happens, on the thread of the call; it must not throw. */
  public PgMigratorBuilder listener(Consumer<MigrationEvent> listener) {
    return with(policies(its.outOfOrder(), its.allowMissing(), its.group(), listener));
  }

  private MigratorSettings policies(
      OutOfOrder order, boolean missing, boolean group, Consumer<MigrationEvent> listener) {
    return new MigratorSettings(
        its.source(),
        its.schema(),
        its.table(),
        its.lockTimeout(),
        its.lockRetries(),
        its.deadline(),
        order,
        missing,
        group,
        listener);
  }

  private PgMigratorBuilder with(MigratorSettings other) {
    its = other;
    return this;
  }

  /** The migrator; nothing is connected or read before it is called. */
  public PgMigrator build() {
    return new PgMigrator(setup, its);
  }
}
