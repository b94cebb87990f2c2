// SPDX-License-Identifier: Apache-2.0
package dev.upq.config;

import dev.upq.fault.PgConfigException;
import java.time.Duration;
import java.util.List;

/** How long, how many and how large; a zero time is no limit. Immutable. */
record Limits(
    Duration connectTimeout,
    Duration queryTimeout,
    int scramMaxIterations,
    int maxMessageBytes,
    long maxResultBytes,
    int fetchBytes,
    StatementSettings statements,
    PoolSettings pool,
    Lane lane,
    KeepAlive keepAlive) {

  private static final int MIN_MESSAGE_BYTES = 30_000;
  private static final int MAX_MESSAGE_BYTES = (1 << 30) - 1;
  private static final long DEFAULT_RESULT_BYTES = 64L << 20;
  private static final int DEFAULT_FETCH_BYTES = 256 << 10;
  private static final int MAX_FETCH_BYTES = 64 << 20;
  private static final long DEFAULT_LANE_RESULT_BYTES = 1L << 20;
  private static final Duration LONGEST_IN_LANE = Duration.ofHours(1);
  private static final int RFC_7677_ITERATIONS = 4_096;
  private static final int MAX_SCRAM_ITERATIONS = 10_000_000;
  private static final int MAX_POOL = 10_000;

  /** TCP's own probing; zero leaves a value to the system. */
  record KeepAlive(boolean on, Duration idle, Duration interval, int count) {}

  /** A read lane's; sizes in bytes. */
  record Lane(int max, int aloneMax, Duration statementTimeout, long resultBytes) {}

  static Limits of(Settings settings, List<String> warnings) {
    if (settings.integer(Setting.TCP_USER_TIMEOUT, 0, Integer.MIN_VALUE, Integer.MAX_VALUE) > 0) {
      warnings.add(
          "setting \"tcp_user_timeout\" has no effect: the JDK has no such option;"
              + " query_timeout bounds every wait");
    }
    return new Limits(
        settings.seconds(Setting.CONNECT_TIMEOUT, Duration.ofSeconds(10)),
        settings.seconds(Setting.QUERY_TIMEOUT, Duration.ZERO),
        settings.integer(
            Setting.SCRAM_MAX_ITERATIONS, 100_000, RFC_7677_ITERATIONS, MAX_SCRAM_ITERATIONS),
        settings.integer(
            Setting.MAX_MESSAGE_SIZE, MAX_MESSAGE_BYTES, MIN_MESSAGE_BYTES, MAX_MESSAGE_BYTES),
        settings.number(Setting.MAX_RESULT_SIZE, DEFAULT_RESULT_BYTES, 1, Long.MAX_VALUE),
        settings.integer(Setting.FETCH_SIZE, DEFAULT_FETCH_BYTES, 1, MAX_FETCH_BYTES),
        StatementSettings.of(settings, warnings),
        PoolSettings.of(settings),
        lane(settings),
        keepAlive(settings));
  }

  private static Lane lane(Settings settings) {
    Duration timeout = settings.seconds(Setting.LANE_STATEMENT_TIMEOUT, Duration.ofMillis(100));
    if (timeout.toMillis() < 1 || timeout.compareTo(LONGEST_IN_LANE) > 0) {
      throw new PgConfigException(
          "setting \"lane_statement_timeout\" is not between 0.001 and 3600 seconds");
    }
    return new Lane(
        settings.integer(Setting.LANE_MAX, 2, 1, MAX_POOL),
        settings.integer(Setting.LANE_ALONE_MAX, 2, 1, MAX_POOL),
        timeout,
        settings.number(Setting.LANE_RESULT_SIZE, DEFAULT_LANE_RESULT_BYTES, 1, Long.MAX_VALUE));
  }

  private static KeepAlive keepAlive(Settings settings) {
    int on = settings.integer(Setting.KEEPALIVES, 1, Integer.MIN_VALUE, Integer.MAX_VALUE);
    return new KeepAlive(
        on != 0,
        Duration.ofSeconds(zeroOrMore(settings, Setting.KEEPALIVES_IDLE)),
        Duration.ofSeconds(zeroOrMore(settings, Setting.KEEPALIVES_INTERVAL)),
        zeroOrMore(settings, Setting.KEEPALIVES_COUNT));
  }

  private static int zeroOrMore(Settings settings, Setting setting) {
    return Math.max(0, settings.integer(setting, 0, Integer.MIN_VALUE, Integer.MAX_VALUE));
  }
}
