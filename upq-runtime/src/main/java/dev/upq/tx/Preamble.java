// SPDX-License-Identifier: Apache-2.0
package dev.upq.tx;

import dev.upq.connection.PgConnection;
import dev.upq.fault.PgUsageException;
import dev.upq.pool.Lender;
import dev.upq.time.Deadline;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * The texts that begin a transaction. Stateless.
 *
 * <p>They are few, so that each is described once a runtime: a limit of the server's is rounded up
 * to the next of 1 s, 1.5 s, 2 s, 3 s, 4 s, 6 s and so on. It is a net behind the client's own
 * deadline, and a second longer.
 */
final class Preamble {

  private static final long GRACE_MILLIS = 1_000;
  private static final long MOST_MILLIS = Integer.MAX_VALUE;
  private static final long NANOS_A_MILLI = 1_000_000;

  private Preamble() {}

  /**
   * Of a transaction with those options on that connection.
   *
   * @throws PgUsageException where it is serializable and the server is a standby
   */
  static List<String> of(ScopeOptions options, Lender lender, PgConnection connection) {
    refuseOnStandby(options, connection);
    List<String> texts = new ArrayList<>(3);
    texts.add(options.begin().begin());
    long idle = options.idle().toMillis();
    boolean limited = options.deadline().isPresent();
    if (idle > 0 || limited) {
      SessionLimits session = SessionLimits.of(lender, connection);
      if (idle > 0) {
        set(texts, "idle_in_transaction_session_timeout", idle, session.idle());
      }
      if (limited) {
        Deadline deadline = Deadline.forCall(lender.clock(), options.deadline().get());
        set(texts, session.totalName(), step(left(deadline)), session.total());
      }
    }
    return texts;
  }

  /** Only ever shortens what holds for the session. */
  private static void set(List<String> texts, String name, long millis, long before) {
    if (millis <= MOST_MILLIS && (before == 0 || millis < before)) {
      texts.add("SET LOCAL " + name + " = " + millis);
    }
  }

  private static long left(Deadline deadline) {
    long nanos = Math.max(0, deadline.atNanos() - deadline.clock().nanos());
    return Duration.ofNanos(nanos).toMillis() + GRACE_MILLIS + (nanos % NANOS_A_MILLI == 0 ? 0 : 1);
  }

  /** The next of the series. */
  static long step(long millis) {
    long step = GRACE_MILLIS;
    while (step < millis && step <= MOST_MILLIS) {
      if (step + step / 2 >= millis) {
        return step + step / 2;
      }
      step *= 2;
    }
    return step;
  }

  private static void refuseOnStandby(ScopeOptions options, PgConnection connection) {
    if (options.begin().isolation().filter(Isolation.SERIALIZABLE::equals).isPresent()
        && connection.parameter("in_hot_standby").filter("on"::equals).isPresent()) {
      throw new PgUsageException(
          "a serializable transaction cannot run on a standby, which "
              + connection.host()
              + " is; use REPEATABLE_READ, or the primary");
    }
  }
}
