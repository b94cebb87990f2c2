// SPDX-License-Identifier: Apache-2.0
package dev.upq.notify;

import dev.upq.config.PgConfig;
import dev.upq.fault.PgConnectException;
import dev.upq.fault.PgUsageException;
import dev.upq.standing.Home;
import dev.upq.standing.StandingConfig;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Says how a dispatcher is to be. One thread at a time.
 *
 * <pre>{@code
 * PgChannelDispatcher bus =
 *     PgChannelDispatcher.builder(pg).probe(ofSeconds(2), ofSeconds(1)).spill(table).open();
 * }</pre>
 */
public final class PgDispatcherBuilder {

  private final Home home;
  private StandingConfig config = StandingConfig.standard("notify");
  private @Nullable PgConfig direct;
  private @Nullable Spill spill;

  PgDispatcherBuilder(Home home) {
    this.home = home;
  }

  /** After which silence the server is asked for a sign of life, and how long it may take. */
  public PgDispatcherBuilder probe(Duration every, Duration patience) {
    config = config.withProbe(every, patience);
    return this;
  }

  /**
   * The connection sends itself a notification every so many probes' time; 6 where nothing is said,
   * with 0 never. It also brings the share of the server's queue that is in use.
   */
  public PgDispatcherBuilder canaryEvery(int probes) {
    config = config.withCanaryEvery(probes);
    return this;
  }

  /** The limit of the pauses between attempts to connect; 30 s where nothing is said. */
  public PgDispatcherBuilder longestPause(Duration most) {
    config = config.withLongestPause(most);
    return this;
  }

  /**
   * Where the listening connection goes, if not where the pool's go: past a pooler, to the server
   * itself.
   */
  public PgDispatcherBuilder direct(String uriOrKeyValues) {
    direct = PgConfig.parse(uriOrKeyValues);
    return this;
  }

  /** Payloads that are too long go into a table, and are read from it. */
  public PgDispatcherBuilder spill(Spill table) {
    spill = table;
    return this;
  }

  /**
   * Connects, and waits for it within {@code connect_timeout}.
   *
   * @throws PgUsageException where a pooler stands in between that would swallow notifications
   * @throws PgConnectException where the server cannot be reached, or refuses
   */
  public PgChannelDispatcher open() {
    PgChannelDispatcher dispatcher = openInBackground();
    try {
      dispatcher.awaitStanding();
      return dispatcher;
    } catch (RuntimeException | Error failed) {
      dispatcher.close();
      throw failed;
    }
  }

  /**
   * As {@link #open}, but does not wait, and goes on trying: for programs that may begin before
   * their server does.
   */
  public PgChannelDispatcher openInBackground() {
    return new PgChannelDispatcher(home, config, direct, spill);
  }
}
