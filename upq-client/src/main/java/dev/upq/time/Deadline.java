// SPDX-License-Identifier: Apache-2.0
package dev.upq.time;

import java.time.Duration;

/**
 * A point in time by which something must be over. A total: it covers every wait on the way, not
 * each one. Immutable.
 *
 * <p>{@link #within} puts a deadline over a block of calls on the current thread, and over the
 * threads of a structured scope below it; nested deadlines only ever shorten.
 *
 * @param clock whose readings are meant
 * @param atNanos a reading of that clock, or {@link Clock#NEVER}
 */
public record Deadline(Clock clock, long atNanos) {

  private static final ScopedValue<Deadline> SCOPED = ScopedValue.newInstance();

  public static Deadline never(Clock clock) {
    return new Deadline(clock, Clock.NEVER);
  }

  /**
   * That long from now. A negative or zero duration has passed already; one over 292 years never
   * passes.
   */
  public static Deadline after(Clock clock, Duration duration) {
    long nanos;
    try {
      nanos = duration.toNanos();
    } catch (ArithmeticException tooLong) {
      return never(clock);
    }
    long at = clock.nanos() + nanos;
    return new Deadline(clock, at < 0 && nanos > 0 ? Clock.NEVER : at);
  }

  /**
   * The earlier one of that long from now and the deadline over the current block of calls, if
   * there is one.
   */
  public static Deadline forCall(Clock clock, Duration duration) {
    Deadline own = after(clock, duration);
    return SCOPED.isBound() ? own.earlier(SCOPED.get().by(clock)) : own;
  }

  /** True where a deadline is over the current block of calls. */
  public static boolean overCall() {
    return SCOPED.isBound();
  }

  /**
   * Runs {@code work} with a deadline over all its calls together, by the system's clock.
   *
   * @throws X what {@code work} throws
   */
  public static <T, X extends Throwable> T within(
      Duration duration, ScopedValue.CallableOp<T, X> work) throws X {
    return within(Clock.system(), duration, work);
  }

  /**
   * As {@link #within(Duration, ScopedValue.CallableOp)}, by that clock.
   *
   * @throws X what {@code work} throws
   */
  public static <T, X extends Throwable> T within(
      Clock clock, Duration duration, ScopedValue.CallableOp<T, X> work) throws X {
    return ScopedValue.where(SCOPED, forCall(clock, duration)).call(work);
  }

  /** The same point in time as a reading of another clock. */
  private Deadline by(Clock other) {
    return other.equals(clock) || atNanos == Clock.NEVER
        ? new Deadline(other, atNanos)
        : new Deadline(other, other.nanos() + (atNanos - clock.nanos()));
  }

  public boolean passed() {
    return atNanos != Clock.NEVER && clock.nanos() >= atNanos;
  }

  /** The earlier of the two. Both must be readings of one clock. */
  public Deadline earlier(Deadline other) {
    return other.atNanos < atNanos ? other : this;
  }

  /**
   * Parks the calling thread until unparked, interrupted or this deadline; may also return for no
   * reason.
   */
  public void park(Object blocker) {
    clock.parkUntil(blocker, atNanos);
  }
}
