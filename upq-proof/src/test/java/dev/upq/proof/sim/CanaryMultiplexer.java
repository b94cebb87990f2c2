// SPDX-License-Identifier: Apache-2.0
package dev.upq.proof.sim;

import dev.upq.wire.BackendMessage;
import dev.upq.wire.CommandComplete;
import dev.upq.wire.DataRow;
import dev.upq.wire.FrontendMessage;
import dev.upq.wire.ReadyForQuery;
import dev.upq.wire.Sync;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * A multiplexer of many callers over one session, small enough to be read at a glance, with
 * mistakes that can be switched on: what the simulator must be able to catch. Confined to its
 * scheduler's threads.
 */
final class CanaryMultiplexer {

  /** What is wrong with it. */
  enum Mistake {
    NONE,
    /** A caller that is interrupted takes its slot out, although the answer is still to come. */
    CALLER_REMOVES_ITS_SLOT,
    /** A caller looks for its answer before it registers as waiting, and not again after that. */
    CALLER_LOOKS_BEFORE_IT_REGISTERS
  }

  /** The place of one request in the queue of answers. */
  static final class Slot {
    final List<NonceOracle.Row> rows = new ArrayList<>();
    String tag = "";
    boolean done;
    @Nullable Thread waiter;
  }

  private final SimScheduler scheduler;
  private final WireClient client;
  private final Mistake mistake;
  private final Deque<Slot> owed = new ArrayDeque<>();
  private final Deque<FrontendMessage[]> outbox = new ArrayDeque<>();
  private final Thread writer;
  private boolean closed;

  CanaryMultiplexer(SimScheduler scheduler, WireClient client, Mistake mistake) {
    this.scheduler = scheduler;
    this.client = client;
    this.mistake = mistake;
    this.writer = scheduler.service("canary-writer", this::write).thread();
    scheduler.service("canary-reader", this::read);
  }

  /** Asks and waits for the answer. */
  Slot ask(String sql, long nonce) throws InterruptedException {
    Slot slot = new Slot();
    owed.add(slot);
    outbox.add(WireClient.extended(sql, nonce, 0));
    LockSupport.unpark(writer);
    if (mistake != Mistake.CALLER_LOOKS_BEFORE_IT_REGISTERS) {
      slot.waiter = Thread.currentThread();
    }
    while (!slot.done) {
      scheduler.yieldPoint();
      slot.waiter = Thread.currentThread();
      LockSupport.park(slot);
      if (Thread.interrupted()) {
        if (mistake == Mistake.CALLER_REMOVES_ITS_SLOT) {
          owed.remove(slot);
        }
        throw new InterruptedException();
      }
    }
    return slot;
  }

  void close() {
    closed = true;
    client.link().abort();
    LockSupport.unpark(writer);
  }

  private void write() throws IOException {
    while (!closed) {
      FrontendMessage[] request = outbox.poll();
      if (request == null) {
        LockSupport.park(this);
      } else {
        client.send(request);
        client.send(new Sync());
      }
    }
  }

  private void read() throws IOException {
    while (!closed) {
      BackendMessage message;
      try {
        message = client.next();
      } catch (IOException end) {
        if (closed) {
          return;
        }
        throw end;
      }
      Slot head = owed.isEmpty() ? new Slot() : owed.getFirst();
      switch (message) {
        case DataRow row -> head.rows.add(WireClient.row(row));
        case CommandComplete complete -> head.tag = complete.tag();
        case ReadyForQuery ready -> finish(head);
        case BackendMessage other -> {}
      }
    }
  }

  private void finish(Slot slot) {
    owed.remove(slot);
    slot.done = true;
    Thread waiter = slot.waiter;
    if (waiter != null) {
      LockSupport.unpark(waiter);
    }
  }
}
