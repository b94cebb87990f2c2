// SPDX-License-Identifier: Apache-2.0
package dev.upq.connection;

import dev.upq.channel.Channel;
import dev.upq.exchange.Call;
import dev.upq.exchange.SimpleQuery;
import dev.upq.fault.PgException;
import dev.upq.probe.Probe;
import dev.upq.statement.Pooler;
import dev.upq.statement.PoolerSigns;
import dev.upq.time.Deadline;
import dev.upq.wire.TransactionStatus;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * One connection that asks which process of the server serves it, to see whether a pooler stands
 * between. Thread-safe.
 *
 * <p>The question leaves in front of the connection's second call, outside a transaction and where
 * nothing is owed, for a call may begin inside another's conversation; so that neither a start nor
 * a caller waits a round trip for it; its answer is read by a thread of the crew, which waits for
 * as long as the connection stands. It asks with a text of the simple protocol, which leaves
 * nothing on a session.
 */
final class PoolerQuestion {

  private static final String TEXT = "select pg_catalog.pg_backend_pid()";

  private final ConnectionSetup setup;
  private final PoolerSigns signs;
  private final int told;
  private final AtomicInteger calls = new AtomicInteger();
  private final AtomicBoolean asked = new AtomicBoolean();

  /**
   * @param told the process id that the connection was told at login
   */
  PoolerQuestion(ConnectionSetup setup, int told) {
    this.setup = setup;
    this.signs = setup.registry().pooler();
    this.told = told;
  }

  /** A call begins; returns whether there is nothing to ask any more. */
  boolean begin(Call call) {
    if (asked.get() || !signs.open()) {
      return true;
    }
    if (calls.getAndIncrement() == 0
        || call.channel().status() != TransactionStatus.IDLE
        || !call.channel().quiet()
        || !signs.beginAsking()) {
      return false;
    }
    if (!asked.compareAndSet(false, true)) {
      return true;
    }
    try {
      // Never taken back: a cancelling could hit the call that stands behind it.
      Deadline never = Deadline.never(setup.clock());
      SimpleQuery sent = SimpleQuery.trySend(call.aside(never), TEXT);
      if (sent == null) {
        signs.unanswered();
      } else {
        setup.crew().start("upq-pooler", new Answer(sent, call.channel()));
      }
    } catch (PgException ended) {
      // The connection is over; the call that begins now is told why.
      signs.unanswered();
    }
    return true;
  }

  private final class Answer implements Runnable {
    private final SimpleQuery sent;
    private final Channel channel;

    Answer(SimpleQuery sent, Channel channel) {
      this.sent = sent;
      this.channel = channel;
    }

    @Override
    public void run() {
      try {
        int process = Integer.parseInt(sent.read().getFirst().oneText());
        signs
            .answered(told, process, () -> !channel.ended())
            .ifPresent(sign -> tell(setup.probe(), sign));
      } catch (PgException | NumberFormatException unanswered) {
        signs.unanswered();
      }
    }
  }

  /** One line for whoever runs the program. */
  static void tell(Probe probe, Pooler sign) {
    switch (sign) {
      case UNKNOWN, NONE -> {}
      case BETWEEN ->
          probe.warning(
              "the session is served by another process than the connection was told: a pooler"
                  + " stands between; set transaction_pooler=1 if it hands sessions from"
                  + " transaction to transaction, transaction_pooler=0 if each connection keeps its"
                  + " own");
      case SHARING ->
          probe.warning(
              "a pooler between the program and PostgreSQL hands sessions from one connection to"
                  + " another; set transaction_pooler=1, or statements will fail at random");
    }
  }
}
