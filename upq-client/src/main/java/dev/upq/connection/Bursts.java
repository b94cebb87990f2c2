// SPDX-License-Identifier: Apache-2.0
package dev.upq.connection;

import dev.upq.exchange.Burst;
import dev.upq.exchange.Burst.Outcome;
import dev.upq.exchange.Call;
import dev.upq.fault.PgConnectionLostException;
import dev.upq.fault.PgException;
import dev.upq.fault.PgTimeoutException;
import dev.upq.fault.Sent;
import dev.upq.time.Clock;
import dev.upq.time.Deadline;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The statements of many callers on one connection, in bursts. Any thread may send; one thread
 * reads.
 *
 * <p>For a session that is read-only by the server's own enforcement, and statements that leave
 * nothing behind; nobody else may use the connection. Bursts are answered in the order in which
 * they were sent.
 */
public final class Bursts {

  /** Beyond what its statements may take, an answer is this late at most. */
  private static final Duration SLACK = Duration.ofSeconds(10);

  private final PgConnection connection;
  private final Duration perStatement;
  private final long maxResultBytes;
  private final ReentrantLock order;
  // Guarded by order.
  private final ArrayDeque<Load> loads = new ArrayDeque<>();
  private final AtomicInteger underWay = new AtomicInteger();

  private record Load(Burst burst, List<BurstCall> calls) {}

  /**
   * @param perStatement how long the server lets one statement run
   * @param maxResultBytes the largest result of one statement
   */
  public Bursts(PgConnection connection, Duration perStatement, long maxResultBytes) {
    this.connection = connection;
    this.perStatement = perStatement;
    this.maxResultBytes = maxResultBytes;
    this.order = connection.statements().held().order();
  }

  public PgConnection connection() {
    return connection;
  }

  /** How many bursts have been sent and not been read. */
  public int underWay() {
    return underWay.get();
  }

  /**
   * Sends calls that have boarded as one burst, without waiting for anything.
   *
   * @return false where nothing can be sent at the moment; nothing was
   * @throws PgException where the connection has ended; nothing was sent
   */
  public boolean trySend(List<BurstCall> calls) {
    List<Burst.Item> items = new ArrayList<>(calls.size());
    for (BurstCall call : calls) {
      call.on(connection.probe());
      items.add(call.item());
    }
    Clock clock = connection.clock();
    Duration most = perStatement.multipliedBy(calls.size()).plus(SLACK);
    Call call =
        // Who sends does so for others too, and what is hit by a cancelling is run again alone.
        connection
            .calls()
            .riding(Deadline.after(clock, most), false)
            .withMaxResultBytes(maxResultBytes);
    Burst burst = null;
    order.lock();
    try {
      // Counted before it is sent, so that a connection which ends now is still read to its end.
      underWay.incrementAndGet();
      burst = Burst.trySend(call, items);
      return burst != null && loads.add(new Load(burst, calls));
    } finally {
      if (burst == null) {
        underWay.decrementAndGet();
      }
      order.unlock();
    }
  }

  /** Waits until {@link #trySend} can send again. Ignores interrupts. */
  public void awaitTurn(Deadline deadline) {
    connection.call(deadline, false).channel().awaitTurn(deadline, false);
  }

  /**
   * Reads the answers of the burst that was sent first, and tells each call what became of it.
   *
   * @return the calls that the server has passed over, in order: they wait again; null where no
   *     burst is under way after all
   */
  public @Nullable List<BurstCall> read() {
    Load load = first();
    if (load == null) {
      return null;
    }
    List<Outcome> outcomes;
    try {
      outcomes = load.burst.read();
    } catch (RuntimeException | Error unforeseen) {
      // Nobody is to wait for an answer that nobody reads: all are told, and why.
      connection.abort();
      PgException why =
          new PgConnectionLostException(
              "reading a burst failed: " + unforeseen, Sent.MAYBE, unforeseen);
      outcomes = Collections.nCopies(load.calls.size(), new Outcome.Failed(why));
    }
    List<BurstCall> passedOver = new ArrayList<>(0);
    underWay.decrementAndGet();
    for (int i = 0; i < outcomes.size(); i++) {
      BurstCall call = load.calls.get(i);
      switch (outcomes.get(i)) {
        case Outcome.Skipped skipped -> {
          if (call.alight()) {
            passedOver.add(call);
          }
        }
        case Outcome.Unbound unbound -> {
          connection.statements().refusedHere(call.item().statement(), unbound.refusal().failure());
          call.tell(unbound);
        }
        case Outcome.Failed(PgTimeoutException silence) -> call.tell(silent(silence));
        case Outcome told -> call.tell(told);
      }
    }
    return passedOver;
  }

  private @Nullable Load first() {
    order.lock();
    try {
      return loads.poll();
    } finally {
      order.unlock();
    }
  }

  /** Nobody is to wait for a server that does not answer. */
  private Outcome silent(PgTimeoutException silence) {
    connection.abort();
    return new Outcome.Failed(
        new PgConnectionLostException(
            "the server did not answer in time; the connection was closed", Sent.MAYBE, silence));
  }
}
