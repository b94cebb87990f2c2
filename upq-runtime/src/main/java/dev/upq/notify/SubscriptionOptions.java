// SPDX-License-Identifier: Apache-2.0
package dev.upq.notify;

import dev.upq.fault.PgUsageException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.Function;

/**
 * How a subscription takes its events. Immutable.
 *
 * @param maxEvents how many notifications may wait, 1 to 1,000,000
 * @param maxBytes how much they may hold together: channel and payload in UTF-8, and 64 bytes each
 * @param overflow what is done with more
 * @param blockFor how long {@link Overflow#BLOCK_READER} waits for room
 * @param key of a notification, for {@link Overflow#COALESCE} and for handling in parallel; its
 *     channel where nothing is said
 * @param atOnce how many notifications of different keys may be handled at a time, 1 to 256; those
 *     of one key stay in order, and other events are handled alone
 * @param onFailure what follows when the handler fails
 * @param resync what reads the state: run behind {@link Subscribed} and behind each {@link Gap},
 *     when the handler has had it
 * @param executor where the handler runs; else on virtual threads
 * @param ignoreOwn whether what the pool's own connections send is left out
 * @param closeWithin how long closing waits for a handler that is at work
 */
public record SubscriptionOptions(
    int maxEvents,
    long maxBytes,
    Overflow overflow,
    Duration blockFor,
    Function<Notification, Object> key,
    int atOnce,
    OnFailure onFailure,
    Optional<EventHandler> resync,
    Optional<Executor> executor,
    boolean ignoreOwn,
    Duration closeWithin) {

  private static final int MOST_EVENTS = 1_000_000;
  private static final int MOST_PARALLEL = 256;

  private static final SubscriptionOptions STANDARD =
      new SubscriptionOptions(
          1_024,
          4L << 20,
          Overflow.GAP,
          Duration.ofSeconds(1),
          Notification::channel,
          1,
          OnFailure.skip(),
          Optional.empty(),
          Optional.empty(),
          false,
          Duration.ofSeconds(5));

  /**
   * @throws PgUsageException where a number is out of bounds
   */
  public SubscriptionOptions {
    if (maxEvents < 1 || maxEvents > MOST_EVENTS || maxBytes < 1) {
      throw new PgUsageException("a queue holds 1 to " + MOST_EVENTS + " events, and some bytes");
    }
    if (atOnce < 1 || atOnce > MOST_PARALLEL) {
      throw new PgUsageException("1 to " + MOST_PARALLEL + " are handled at a time: " + atOnce);
    }
    if (blockFor.isNegative() || closeWithin.isNegative()) {
      throw new PgUsageException("waiting times are not negative");
    }
  }

  /**
   * 1,024 events and 4 MiB, a gap where more come, one at a time, failures passed over, 5 s for
   * closing.
   */
  public static SubscriptionOptions standard() {
    return STANDARD;
  }

  public SubscriptionOptions withQueue(int events, long bytes) {
    return new SubscriptionOptions(
        events,
        bytes,
        overflow,
        blockFor,
        key,
        atOnce,
        onFailure,
        resync,
        executor,
        ignoreOwn,
        closeWithin);
  }

  public SubscriptionOptions withOverflow(Overflow policy) {
    return new SubscriptionOptions(
        maxEvents,
        maxBytes,
        policy,
        blockFor,
        key,
        atOnce,
        onFailure,
        resync,
        executor,
        ignoreOwn,
        closeWithin);
  }

  /** {@link Overflow#BLOCK_READER}, for so long. */
  public SubscriptionOptions blocking(Duration most) {
    return new SubscriptionOptions(
        maxEvents,
        maxBytes,
        Overflow.BLOCK_READER,
        most,
        key,
        atOnce,
        onFailure,
        resync,
        executor,
        ignoreOwn,
        closeWithin);
  }

  /** {@link Overflow#COALESCE}: the newest of each key. */
  public SubscriptionOptions coalescing(Function<Notification, Object> by) {
    return new SubscriptionOptions(
        maxEvents,
        maxBytes,
        Overflow.COALESCE,
        blockFor,
        by,
        atOnce,
        onFailure,
        resync,
        executor,
        ignoreOwn,
        closeWithin);
  }

  /** So many at a time, those of one key in order. */
  public SubscriptionOptions inParallel(int most, Function<Notification, Object> by) {
    return new SubscriptionOptions(
        maxEvents,
        maxBytes,
        overflow,
        blockFor,
        by,
        most,
        onFailure,
        resync,
        executor,
        ignoreOwn,
        closeWithin);
  }

  public SubscriptionOptions onFailure(OnFailure policy) {
    return new SubscriptionOptions(
        maxEvents,
        maxBytes,
        overflow,
        blockFor,
        key,
        atOnce,
        policy,
        resync,
        executor,
        ignoreOwn,
        closeWithin);
  }

  /** What reads the state, at the start and after each gap. */
  public SubscriptionOptions withResync(EventHandler reads) {
    return new SubscriptionOptions(
        maxEvents,
        maxBytes,
        overflow,
        blockFor,
        key,
        atOnce,
        onFailure,
        Optional.of(reads),
        executor,
        ignoreOwn,
        closeWithin);
  }

  /** The handler runs there; one that refuses work is passed by, with a warning. */
  public SubscriptionOptions on(Executor its) {
    return new SubscriptionOptions(
        maxEvents,
        maxBytes,
        overflow,
        blockFor,
        key,
        atOnce,
        onFailure,
        resync,
        Optional.of(its),
        ignoreOwn,
        closeWithin);
  }

  /** Without what the pool's own connections send. */
  public SubscriptionOptions ignoringOwn() {
    return new SubscriptionOptions(
        maxEvents,
        maxBytes,
        overflow,
        blockFor,
        key,
        atOnce,
        onFailure,
        resync,
        executor,
        true,
        closeWithin);
  }

  public SubscriptionOptions withCloseWithin(Duration most) {
    return new SubscriptionOptions(
        maxEvents, maxBytes, overflow, blockFor, key, atOnce, onFailure, resync, executor,
        ignoreOwn, most);
  }
}
