// SPDX-License-Identifier: Apache-2.0
package dev.upq.migrate;

import dev.upq.PgPool;
import dev.upq.config.PgConfig;
import dev.upq.connection.ConnectionSetup;
import dev.upq.fault.PgUsageException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Brings a database from one version to another with files of SQL, and keeps a log of it in the
 * database. Thread-safe: each call works on a connection of its own, and calls that change
 * something wait for each other, in this process and in others.
 *
 * <pre>{@code
 * PgMigrator.of(pool, Path.of("migrations")).up();
 * }</pre>
 *
 * <p>A migration is one transaction with its row in the log, and so is never half done; one that
 * says {@code -- upq: no-transaction}, or holds nothing but what no transaction can hold, goes on
 * behind the last statement that is done. Where nothing is to be done no lock is taken.
 *
 * <p>Every call blocks. A thread that is interrupted has what it was at rolled back, and the lock
 * freed, before the call ends with {@link MigrationException}. All calls throw that, and {@link
 * dev.upq.fault.PgConnectException} where no connection can be made.
 */
public final class PgMigrator {

  private final ConnectionSetup setup;
  private final MigratorSettings settings;
  private final Set<Work> underWay = ConcurrentHashMap.newKeySet();

  PgMigrator(ConnectionSetup setup, MigratorSettings settings) {
    this.setup = setup;
    this.settings = settings;
  }

  /** Migrations of a folder, for the database of a pool; everything else as it is by default. */
  public static PgMigrator of(PgPool pool, Path folder) {
    return builder(pool).source(MigrationSource.directory(folder)).build();
  }

  /** For the database of a pool, none of whose connections is used. */
  public static PgMigratorBuilder builder(PgPool pool) {
    return new PgMigratorBuilder(pool.setup());
  }

  public static PgMigratorBuilder builder(PgConfig config) {
    return new PgMigratorBuilder(ConnectionSetup.of(config));
  }

  /** Applies all that is pending. */
  public MigrationReport up() {
    return up(Long.MAX_VALUE);
  }

  /**
   * Applies what is pending up to a version, itself included; repeatable ones only where that is
   * the last.
   *
   * @param version 1 at least
   */
  public MigrationReport up(long version) {
    atLeast(1, version);
    return work(new UpCall(settings, version, new Tally(setup.clock(), settings.listener())));
  }

  /** Takes the highest version that is applied back. */
  public MigrationReport down() {
    return down(1);
  }

  /**
   * Takes so many versions back, from the highest down; fewer where no more are applied.
   *
   * @param count 1 at least
   */
  public MigrationReport down(int count) {
    atLeast(1, count);
    return work(DownCall.count(settings, count, new Tally(setup.clock(), settings.listener())));
  }

  /**
   * Takes back what is above a version.
   *
   * @param version stays applied; 0 for nothing
   */
  public MigrationReport downTo(long version) {
    atLeast(0, version);
    return work(DownCall.to(settings, version, new Tally(setup.clock(), settings.listener())));
  }

  /** Takes the highest version that is applied back, and applies it again. */
  public MigrationReport redo() {
    return work(DownCall.redo(settings, new Tally(setup.clock(), settings.listener())));
  }

  /** How files and log stand to each other. Takes no lock, changes nothing. */
  public MigrationStatus status() {
    return work(new StatusCall(settings));
  }

  /**
   * As {@link #status}, and refuses problems.
   *
   * @throws MigrationException where there is one ({@code DRIFT})
   */
  public MigrationStatus validate() {
    return work(new StatusCall(settings).refusing());
  }

  /**
   * Makes the log agree with the files where a person has decided so: rows of edited and renamed
   * files are stamped anew, rows of migrations that stopped in the middle are deleted. What is in
   * the database otherwise stays as it is.
   *
   * @return what was done, and for edited files what differs
   */
  public List<String> repair() {
    return work(new RepairCall(settings));
  }

  /**
   * Says that everything up to a version is there already, without applying it.
   *
   * @param version 1 at least
   * @throws MigrationException where the log has applied versions, or a baseline ({@code DRIFT})
   */
  public void baseline(long version) {
    atLeast(1, version);
    work(new BaselineCall(version));
  }

  /** What {@link #up()} would do: each statement, what the lint says, which locks it takes. */
  public MigrationPlan plan() {
    return work(new PlanCall(settings));
  }

  /**
   * Proves every down: in a database of its own, which is made for it on the same server and
   * dropped behind it, all is applied, taken back version by version, and applied again, and what
   * is there is compared after each step with what was there before. Versions below one without a
   * down are not taken back.
   *
   * @throws MigrationException where something differs ({@code ROUND_TRIP}); it names the first
   *     migration, and what its down leaves behind or takes away
   */
  public RoundTripReport test() {
    return new RoundTrip(setup, settings).run();
  }

  /** Makes the log, and nothing else. */
  void makeLog() {
    work(
        (session, files) -> {
          session.take();
          return true;
        });
  }

  /**
   * Ends the connections of all calls under way, without waiting for anything: they fail, and the
   * server rolls back. Any thread. To be gentle, interrupt the calling thread instead.
   */
  public void abort() {
    underWay.forEach(Work::drop);
  }

  private <T> T work(Work.Call<T> call) {
    Work work = new Work(setup, settings);
    underWay.add(work);
    try {
      return work.run(call);
    } finally {
      underWay.remove(work);
    }
  }

  private static void atLeast(long least, long given) {
    if (given < least) {
      throw new PgUsageException("it is " + given + ", and must be at least " + least);
    }
  }
}
