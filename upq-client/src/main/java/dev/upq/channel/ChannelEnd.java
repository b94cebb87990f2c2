// SPDX-License-Identifier: Apache-2.0
package dev.upq.channel;

import dev.upq.bytes.ByteWriter;
import dev.upq.crew.Crew;
import dev.upq.fault.PgConnectionLostException;
import dev.upq.fault.PgException;
import dev.upq.fault.Sent;
import dev.upq.time.Clock;
import dev.upq.time.Deadline;
import dev.upq.wire.Terminate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How a channel comes to its end, from whatever side. Thread-safe. */
final class ChannelEnd {

  private static final Duration LAST_FLUSH = Duration.ofSeconds(1);
  private static final Duration FAREWELL = Duration.ofMillis(800);
  private static final Duration LAST_WORDS = Duration.ofMillis(200);

  private final ChannelState state;
  private final Link link;
  private final Crew crew;
  private final Clock clock;
  private final Asides asides;
  private final String name;

  ChannelEnd(ChannelState state, Link link, Crew crew, Clock clock, Asides asides, String name) {
    this.state = state;
    this.link = link;
    this.crew = crew;
    this.clock = clock;
    this.asides = asides;
    this.name = name;
  }

  /** Waits until the link is closed; false where the deadline passed before. */
  boolean awaitEnd(Deadline deadline) {
    return state.await(deadline, () -> state.linkClosed);
  }

  /**
   * Runs {@code task} on a thread of the crew once the channel has ended and its link is closed; at
   * once where it is. Set once.
   */
  void onEnd(Runnable task) {
    state.lock.lock();
    try {
      if (!state.linkClosed) {
        state.onEnd = task;
        return;
      }
    } finally {
      state.lock.unlock();
    }
    crew.start("upq-ended " + name, task);
  }

  /** Says goodbye behind what is queued, and closes the link when that is written. Idempotent. */
  void close() {
    ByteWriter goodbye = new ByteWriter();
    new Terminate().encode(goodbye);
    Thread toWake;
    state.lock.lock();
    try {
      if (state.ending != null || state.closing) {
        return;
      }
      state.closing = true;
      state.over = true;
      state.out.add(goodbye.array(), goodbye.size());
      toWake = state.releaseWriter();
    } finally {
      state.lock.unlock();
    }
    ChannelState.wake(toWake);
    crew.start(
        "upq-closer " + name,
        () -> {
          awaitEnd(Deadline.after(clock, LAST_FLUSH));
          end(new PgConnectionLostException("the connection was closed", Sent.MAYBE));
        });
  }

  /**
   * The writer's link failed. The server's last words may still be on their way in, so the reader
   * is given a moment to come to them before the channel ends.
   */
  void writeFailed(PgException why) {
    awaitEnd(Deadline.after(clock, LAST_WORDS));
    end(why);
  }

  /** Ends the channel and closes its link. The first reason stays. */
  void end(PgException why) {
    becomeEnded(why);
    closeLink();
  }

  /**
   * The server has said its last word. The channel ends, but its link stays until the server has
   * closed it too, or a moment is over: only then has the server let go of the session, and with it
   * of a place for another.
   */
  void dismissed(PgException why) {
    becomeEnded(why);
    crew.start(
        "upq-closer " + name,
        () -> {
          awaitEnd(Deadline.after(clock, FAREWELL));
          closeLink();
        });
  }

  /** The one way into the terminal state. */
  private void becomeEnded(PgException why) {
    List<@Nullable Thread> toWake;
    state.lock.lock();
    try {
      if (state.ending != null) {
        return;
      }
      state.ending = why;
      state.over = true;
      toWake = new ArrayList<>(state.drainWaiting());
      for (Reply reply : state.owed) {
        if (reply.waiter != null) {
          toWake.add(reply.waiter);
        }
      }
      toWake.addAll(Arrays.asList(state.releaseWriter(), state.releaseReader()));
    } finally {
      state.lock.unlock();
    }
    ChannelState.wake(toWake);
    asides.ended();
  }

  private void closeLink() {
    link.abort();
    List<Thread> others;
    @Nullable Runnable task;
    state.lock.lock();
    try {
      state.linkClosed = true;
      others = state.drainWaiting();
      task = state.onEnd;
      state.onEnd = null;
    } finally {
      state.lock.unlock();
    }
    ChannelState.wake(others);
    if (task != null) {
      crew.start("upq-ended " + name, task);
    }
  }
}
