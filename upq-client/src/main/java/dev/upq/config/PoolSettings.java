// SPDX-License-Identifier: Apache-2.0
package dev.upq.config;

import dev.upq.fault.PgConfigException;
import java.time.Duration;

/**
 * What a pool of connections is to be. Immutable. A zero time is none, where nothing else is said.
 *
 * @param max the most connections, 1 to 10,000
 * @param min the connections that are kept open, 0 to {@code max}
 * @param minIdle how many are to be ready for the next borrower, 0 to {@code max}; none is made
 *     above {@code max}
 * @param maxWaiting how many callers may wait at once, 1 to 10,000,000; more are refused
 * @param acquireTimeout how long a caller waits for a connection
 * @param pipelineDepth how many one-shot statements may stand in line on a connection, 1 to 1,024
 * @param idleTimeout after how long without a borrower a connection above {@code min} is closed
 * @param maxLifetime after how long a connection is replaced by a new one, give or take a tenth
 * @param keepalive after how long without an answer an idle connection is asked whether it is alive
 * @param validateAfter after how long without an answer it is asked before it is lent; zero is
 *     before each loan
 * @param leakThreshold after how long a loan is told as a leak
 * @param connectParallel how many connections are made at once, 1 to 1,000
 * @param backoffMax the longest pause between two attempts to connect, at least 50 ms
 * @param failFastAfter after how long an outage callers are refused at once instead of waiting
 * @param reset when a session is reset between two borrowers
 */
public record PoolSettings(
    int max,
    int min,
    int minIdle,
    int maxWaiting,
    Duration acquireTimeout,
    int pipelineDepth,
    Duration idleTimeout,
    Duration maxLifetime,
    Duration keepalive,
    Duration validateAfter,
    Duration leakThreshold,
    int connectParallel,
    Duration backoffMax,
    Duration failFastAfter,
    PoolReset reset) {

  /** The most connections of any pool. */
  public static final int MOST_CONNECTIONS = 10_000;

  private static final int MOST_WAITING = 10_000_000;
  private static final int MOST_DEPTH = 1_024;
  private static final int MOST_PARALLEL = 1_000;
  private static final Duration LEAST_BACKOFF = Duration.ofMillis(50);

  static PoolSettings of(Settings settings) {
    int max = settings.integer(Setting.POOL_MAX, 10, 1, MOST_CONNECTIONS);
    return new PoolSettings(
        max,
        upTo(max, settings, Setting.POOL_MIN),
        upTo(max, settings, Setting.POOL_MIN_IDLE),
        settings.integer(Setting.POOL_MAX_WAITING, 100_000, 1, MOST_WAITING),
        settings.seconds(Setting.POOL_ACQUIRE_TIMEOUT, Duration.ofSeconds(5)),
        settings.integer(Setting.POOL_PIPELINE_DEPTH, 256, 1, MOST_DEPTH),
        settings.seconds(Setting.POOL_IDLE_TIMEOUT, Duration.ofMinutes(10)),
        settings.seconds(Setting.POOL_MAX_LIFETIME, Duration.ofMinutes(30)),
        settings.seconds(Setting.POOL_KEEPALIVE, Duration.ofSeconds(10)),
        settings.seconds(Setting.POOL_VALIDATE_AFTER, Duration.ofSeconds(30)),
        settings.seconds(Setting.POOL_LEAK_THRESHOLD, Duration.ZERO),
        settings.integer(Setting.POOL_CONNECT_PARALLEL, 4, 1, MOST_PARALLEL),
        backoffMax(settings),
        settings.seconds(Setting.POOL_FAIL_FAST_AFTER, Duration.ZERO),
        settings.choice(Setting.POOL_RESET, PoolReset.AUTO));
  }

  private static int upTo(int max, Settings settings, Setting setting) {
    int number = settings.integer(setting, 0, 0, MOST_CONNECTIONS);
    if (number > max) {
      throw new PgConfigException(
          "setting \""
              + setting.key()
              + "\": "
              + number
              + " is above \"pool_max\", which is "
              + max);
    }
    return number;
  }

  private static Duration backoffMax(Settings settings) {
    Duration longest = settings.seconds(Setting.POOL_BACKOFF_MAX, Duration.ofSeconds(5));
    if (longest.compareTo(LEAST_BACKOFF) < 0) {
      throw new PgConfigException("setting \"pool_backoff_max\" is below 0.05 seconds");
    }
    return longest;
  }
}
