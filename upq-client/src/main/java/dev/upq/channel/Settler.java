// SPDX-License-Identifier: Apache-2.0
package dev.upq.channel;

import dev.upq.fault.PgConnectionLostException;
import dev.upq.fault.Sent;
import dev.upq.time.Clock;
import dev.upq.time.Deadline;
import java.io.IOException;
import java.time.Duration;

/**
 * Cleans up behind callers that have given up: one thread a channel while there is something to
 * clean.
 *
 * <p>Only the head of the queue is cancelled, for only its statement can be running. The request is
 * repeated while the answer does not end, because one that comes before its statement begins has no
 * effect. No new request is let in before every CancelRequest has been seen to its end, so none can
 * hit a statement that was sent later. One that was sent before, behind the head, may be hit in its
 * place; its reply is told so ({@link Reply#exposed()}), and its caller sends it again.
 *
 * <p>Where the server does not close a cancel socket in time, or an answer does not end in time,
 * the channel ends.
 */
final class Settler {

  private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(1);

  private final Backstage channel;
  private final Clock clock;
  private final ChannelLimits limits;
  private final Canceller canceller;

  Settler(Backstage channel, Clock clock, ChannelLimits limits, Canceller canceller) {
    this.channel = channel;
    this.clock = clock;
    this.limits = limits;
    this.canceller = canceller;
  }

  void run() {
    Deadline drained = Deadline.after(clock, limits.drain());
    while (!channel.settled()) {
      Reply reply = channel.abandonedHead();
      if (drained.passed()) {
        giveUp("a cancelled statement did not end within " + limits.drain().toMillis() + " ms");
      } else if (reply == null) {
        channel.awaitAbandonedHead(drained);
      } else {
        cancel(reply, drained);
      }
    }
  }

  private void cancel(Reply reply, Deadline drained) {
    Duration pause = FIRST_PAUSE;
    while (!channel.awaitComplete(reply, Deadline.after(clock, Duration.ZERO))) {
      if (channel.ended() || drained.passed()) {
        return;
      }
      channel.expose();
      try {
        canceller.cancel(Deadline.after(clock, limits.cancelEnd()).atNanos());
      } catch (IOException | RuntimeException unconfirmed) {
        giveUp("a cancel request was not confirmed: " + unconfirmed.getMessage());
        return;
      }
      channel.awaitComplete(reply, Deadline.after(clock, pause).earlier(drained));
      pause =
          pause.multipliedBy(2).compareTo(LONGEST_PAUSE) < 0
              ? pause.multipliedBy(2)
              : LONGEST_PAUSE;
    }
  }

  private void giveUp(String why) {
    channel
        .end()
        .end(new PgConnectionLostException(why + "; the connection was closed", Sent.MAYBE));
  }
}
