// SPDX-License-Identifier: Apache-2.0
package dev.upq.proof.interleaving;

import dev.upq.fault.PgException;
import dev.upq.notify.Dropped;
import dev.upq.notify.Event;
import dev.upq.notify.EventHandler;
import dev.upq.notify.Gap;
import dev.upq.notify.Notification;
import dev.upq.notify.NotificationStream;
import dev.upq.notify.Subscribed;
import dev.upq.notify.Subscription;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Somebody who listens to a channel of numbers, and judges each event. Confined to its scheduler's
 * threads.
 *
 * <p>When it is told Subscribed or Gap it reads how many were sent by then. All after those have to
 * come, each once and in order, until the next Gap.
 */
final class Ear implements EventHandler {

  private static final Duration LIVE_WITHIN = Duration.ofSeconds(10);

  private final Listeners world;
  private final String channel;
  private final boolean fickle;
  private @Nullable Subscription subscription;
  private boolean begun;
  private boolean heardSince;
  private boolean closed;
  private boolean deaf;
  private long epoch;
  private int known;
  private int last;

  /**
   * @param fickle whether it leaves at the first notification, from within its handler, and
   *     somebody else comes
   */
  Ear(Listeners world, String channel, boolean fickle) {
    this.world = world;
    this.channel = channel;
    this.fickle = fickle;
  }

  void subscribe() {
    subscription = world.bus().on(channel, this);
  }

  /** Takes events one by one, on a thread of its own. */
  void takeOneByOne() {
    NotificationStream stream = world.bus().listen(channel);
    subscription = stream.subscription();
    world.serve(() -> stream.forEach(this::handle));
  }

  /** False where it is not live, for a reason that something explains. */
  boolean awaitLive() {
    try {
      its().awaitLive(LIVE_WITHIN);
      return true;
    } catch (PgException failed) {
      world.explained(failed);
      return false;
    }
  }

  void close() {
    closed = true;
    its().close();
    deaf = true;
  }

  String channel() {
    return channel;
  }

  boolean open() {
    return !closed;
  }

  /** Everything has come to rest. */
  void mustHaveAll() {
    if (!begun || last != world.sent(channel)) {
      throw new AssertionError(
          "heard up to " + last + " of " + world.sent(channel) + ": " + subscription);
    }
  }

  @Override
  public void handle(Event event) {
    if (deaf && !world.hurried()) {
      world.violation("a handler was called after close: " + event);
    }
    world.pause(3);
    switch (event) {
      case Subscribed now -> {
        require(!begun, event);
        begun = true;
        epoch = now.epoch();
        mark();
      }
      case Gap gap -> {
        require(begun && gap.oldEpoch() == epoch && gap.newEpoch() > epoch, event);
        epoch = gap.newEpoch();
        mark();
      }
      case Dropped some -> require(false, event);
      case Notification it -> heard(it);
    }
    if (deaf && !world.hurried()) {
      world.violation("close returned while its handler was at work: " + event);
    }
  }

  /** Reads the state: what was sent by now is known. */
  private void mark() {
    heardSince = false;
    known = world.sent(channel);
  }

  private void heard(Notification it) {
    int number = Integer.parseInt(it.payload());
    require(begun && it.epoch() == epoch && it.channel().equals(channel), it);
    require(heardSince ? number == last + 1 : number > last && number <= known + 1, it);
    heardSince = true;
    last = number;
    if (fickle && !closed && subscription != null) {
      // Its own handler is at work, so closing does not wait for that.
      closed = true;
      its().close();
      world.comes(channel, false);
    }
  }

  private void require(boolean condition, Event event) {
    if (!condition) {
      world.violation(
          "%s: %s after %d of %d, known %d, epoch %d"
              .formatted(channel, event, last, world.sent(channel), known, epoch));
    }
  }

  private Subscription its() {
    Subscription it = subscription;
    if (it == null) {
      throw new IllegalStateException("not subscribed");
    }
    return it;
  }
}
