// SPDX-License-Identifier: Apache-2.0
package dev.upq.pool;

import dev.upq.fault.PgConnectException;
import dev.upq.fault.PgConnectException.Reason;
import dev.upq.fault.PgException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Whether the server lets us in, and when it is asked next. Guarded by the pool's lock. Times are
 * readings of the pool's clock, in nanoseconds.
 *
 * <p>States: open, where any number of connections may be made at once; away, where one attempt is
 * made after each pause; refused, where one is made every {@value #ASK_AGAIN_SECONDS} seconds. A
 * success opens, a failure makes it away or refused, by {@link Remedy}.
 */
final class Outage {

  static final int ASK_AGAIN_SECONDS = 30;

  private static final long ASK_AGAIN_NANOS = Duration.ofSeconds(ASK_AGAIN_SECONDS).toNanos();
  private static final long NONE = -1;

  private final Backoff backoff;
  private @Nullable Remedy kind; // null while open
  private @Nullable PgException failure;
  private long since;
  private long nextAttemptAt;
  private long lostAt = NONE;
  private boolean everOpen;

  Outage(Backoff backoff) {
    this.backoff = backoff;
  }

  boolean open() {
    return kind == null;
  }

  boolean refused() {
    return kind == Remedy.STOP;
  }

  /** True where the node itself has failed, and not only has no room or no time for us. */
  boolean failed() {
    return kind == Remedy.RETRY;
  }

  /** True once a connection has stood. */
  boolean everOpen() {
    return everOpen;
  }

  /** When it began; of meaning where it is not open. */
  long since() {
    return since;
  }

  /** When the next attempt may be made; of meaning where it is not open. */
  long nextAttemptAt() {
    return nextAttemptAt;
  }

  /** Why the last attempt failed; null where it did not. */
  @Nullable PgException failure() {
    return failure;
  }

  /** How many more attempts may be begun now. */
  int allowed(int underWay, int most, long now) {
    if (open()) {
      return most - underWay;
    }
    return underWay == 0 && now >= nextAttemptAt ? 1 : 0;
  }

  /** A connection has ended that nobody had closed; true where it is the first. */
  boolean lost(long now) {
    if (lostAt != NONE) {
      return false;
    }
    lostAt = now;
    return true;
  }

  /**
   * A connection stands.
   *
   * @return how long after the first loss, or -1 where nothing was lost
   */
  long succeeded(long now) {
    long lostFor = lostAt == NONE ? NONE : now - lostAt;
    kind = null;
    failure = null;
    lostAt = NONE;
    everOpen = true;
    backoff.reset();
    return lostFor;
  }

  /**
   * An attempt has failed.
   *
   * @param more whether others are under way, which then decide when the next is made
   * @return whether it has become away, or refused, by this
   */
  boolean failed(PgException why, Remedy remedy, boolean more, long now) {
    boolean news = kind == null || refused() != (remedy == Remedy.STOP);
    if (kind == null) {
      since = now;
    }
    kind = remedy;
    failure = why;
    if (!more) {
      nextAttemptAt = now + (remedy == Remedy.STOP ? ASK_AGAIN_NANOS : backoff.next(now));
    } else if (news) {
      nextAttemptAt = now;
    }
    return news;
  }

  /** What has mended is asked for at once. */
  void askNow(long now) {
    nextAttemptAt = now;
  }

  /** The last failure, to be thrown to one more caller; of meaning where it is not open. */
  PgConnectException told() {
    PgException last = failure;
    if (last instanceof PgConnectException known) {
      return new PgConnectException(
          known.reason(),
          String.valueOf(known.getMessage()),
          known.diagnostic().orElse(null),
          known);
    }
    return new PgConnectException(Reason.REFUSED, String.valueOf(last), null, last);
  }
}
