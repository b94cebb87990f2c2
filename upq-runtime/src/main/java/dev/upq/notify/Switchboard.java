// SPDX-License-Identifier: Apache-2.0
package dev.upq.notify;

import dev.upq.connection.PgConnection;
import dev.upq.crew.Crew;
import dev.upq.notify.Gap.Reason;
import dev.upq.probe.Probe;
import dev.upq.standing.Arrivals;
import dev.upq.standing.Duty;
import dev.upq.standing.Home;
import dev.upq.standing.Loss;
import dev.upq.standing.StandingConnection;
import dev.upq.time.Clock;
import dev.upq.wire.NotificationResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Has the standing connection listen to what is wanted, and hands on what comes. Its fields are
 * confined to the keeper's thread, but for those that say otherwise.
 *
 * <p>The order at a new connection: LISTEN for all channels, committed; a gap to every subscription
 * that was live; then what has come since. A subscription that is not live is told nothing.
 */
final class Switchboard implements Duty {

  /** So that who waits for room holds the others up no longer than for these. */
  private static final int MOST_TOGETHER = 256;

  private final Home home;
  private final Clock clock;
  private final Probe probe;
  private final Roster roster = new Roster();
  private final Tally tally = new Tally();
  private final Topics topics;
  private final @Nullable Spill spill;
  private final Listening listening;
  private final List<Subscription> fresh = new ArrayList<>();

  private boolean announce;
  private @Nullable Loss lost;
  private long oldEpoch;
  private long epoch;
  private long seq;

  // Written by the keeper, read by any.
  private volatile ServerText text = ServerText.UTF8;
  // Set before anything is subscribed to.
  private volatile @Nullable StandingConnection standing;

  Switchboard(Home home, @Nullable Spill spill) {
    this.home = home;
    this.clock = home.setup().clock();
    this.probe = home.setup().probe();
    this.spill = spill;
    this.topics = new Topics();
    this.listening = new Listening(roster, clock);
  }

  void on(StandingConnection its) {
    standing = its;
  }

  // What any thread may ask.

  Clock clock() {
    return clock;
  }

  Crew crew() {
    return home.setup().crew();
  }

  Roster roster() {
    return roster;
  }

  Tally tally() {
    return tally;
  }

  Topics topics() {
    return topics;
  }

  ServerText text() {
    return text;
  }

  boolean over() {
    StandingConnection its = standing;
    return its != null && its.state() == StandingConnection.State.CLOSED;
  }

  @Nullable Throwable failure() {
    StandingConnection its = standing;
    return its == null ? null : its.failure().orElse(null);
  }

  void warn(String line) {
    probe.warning(line);
  }

  void dropped(long count) {
    tally.dropped.add(count);
    probe.notificationsDropped(count);
  }

  void handled() {
    tally.handled.increment();
  }

  void failed() {
    tally.failures.increment();
  }

  /** As it is to be handled: a payload that is kept in a table is read. */
  Event whole(Subscription of, Event event) {
    if (spill == null || !(event instanceof Notification it) || !spill.isReference(it.payload())) {
      return event;
    }
    Optional<String> payload = spill.read(home, it.payload());
    return payload.isPresent()
        ? new Notification(it.channel(), payload.get(), it.pid(), it.epoch(), it.seq())
        : of.expired(it);
  }

  void join(Subscription subscription) {
    roster.add(subscription);
    rouse();
  }

  void leave(Subscription subscription) {
    if (roster.remove(subscription)) {
      topics.remove(subscription);
      rouse();
    }
  }

  private void rouse() {
    StandingConnection its = standing;
    if (its != null) {
      its.rouse();
    }
  }

  // By the keeper alone.

  @Override
  public String opening() {
    return listening.opening();
  }

  @Override
  public void begin(PgConnection connection, long its) {
    text = ServerText.of(connection.parameter("server_encoding").orElse("UTF8"));
    listening.opened();
    listening.adjust(connection, roster.channels());
    oldEpoch = epoch;
    epoch = its;
    seq = 0;
    announce = true;
    tally.epoch(its);
  }

  @Override
  public long turn(PgConnection connection, Arrivals arrivals) {
    if (announce) {
      announce = false;
      announce();
    }
    handAll(arrivals.notifications());
    if (arrivals.lost() > 0) {
      flood(arrivals.lost());
    }
    Roster.Changes changes = roster.changes();
    if (!changes.none() || !fresh.isEmpty()) {
      fresh.addAll(changes.fresh());
      listening.adjust(connection, changes.touched());
      welcome();
    }
    return Clock.NEVER;
  }

  @Override
  public void lost(Loss loss) {
    lost = loss;
  }

  @Override
  public void queueUsage(double share) {
    tally.queueUsage(share);
    probe.notificationQueueUsage(share);
    if (tally.queueAlarm(share)) {
      warn(
          "the server's notification queue is "
              + Math.round(share * 100)
              + " % full: a session that listens is in a long transaction, or does not read; at"
              + " 100 % every transaction that notifies fails");
    }
  }

  /** Every subscription that was live is told that there is a gap. */
  private void announce() {
    Loss loss = lost;
    lost = null;
    if (loss == null) {
      return;
    }
    Duration downtime = Duration.ofNanos(Math.max(0, clock.nanos() - loss.aliveNanos()));
    Gap gap = new Gap(reason(loss.kind()), oldEpoch, epoch, downtime);
    tally.gaps.increment();
    probe.notificationGap(downtime.toNanos());
    tellLive(gap);
  }

  private static Reason reason(Loss.Kind kind) {
    return switch (kind) {
      case ENDED -> Reason.LOST;
      case SILENT -> Reason.SILENT;
      case DEAF -> Reason.DEAF;
    };
  }

  private void flood(long count) {
    tally.gaps.increment();
    tally.dropped.add(count);
    probe.notificationGap(0);
    tellLive(new Gap(Reason.FLOOD, epoch, epoch, Duration.ZERO));
  }

  private void tellLive(Gap gap) {
    for (Subscription each : roster.all()) {
      if (each.live()) {
        each.gap(gap);
      }
    }
  }

  /** Those that follow each other on one channel are handed on together: one lock for all. */
  private void handAll(List<NotificationResponse> come) {
    int from = 0;
    while (from < come.size()) {
      String channel = come.get(from).channel();
      int most = Math.min(come.size(), from + MOST_TOGETHER);
      int to = from + 1;
      while (to < most && come.get(to).channel().equals(channel)) {
        to++;
      }
      hand(channel, come.subList(from, to));
      from = to;
    }
  }

  private void hand(String channel, List<NotificationResponse> come) {
    tally.received.add(come.size());
    List<Subscription> wanting = roster.wanting(channel);
    if (wanting.isEmpty()) {
      seq += come.size();
      return;
    }
    List<Notification> all = new ArrayList<>(come.size());
    for (NotificationResponse it : come) {
      all.add(new Notification(channel, it.payload(), it.processId(), epoch, ++seq));
    }
    if (topics.isNamespace(channel)) {
      all.forEach(this::handTopic);
    }
    for (Subscription each : wanting) {
      if (!topics.isTopical(each)) {
        offer(each, all);
      }
    }
  }

  private void handTopic(Notification it) {
    Topics.Match match = topics.matching(it);
    if (match.notification() == null) {
      if (tally.strange()) {
        warn("what came on " + it.channel() + " is no topic's: somebody else sends there");
      }
      return;
    }
    List<Notification> one = List.of(match.notification());
    for (Subscription each : match.subscriptions()) {
      offer(each, one);
    }
  }

  private void offer(Subscription to, List<Notification> some) {
    to.offer(
        to.options().ignoreOwn()
            ? some.stream().filter(it -> !home.owns(it.pid())).toList()
            : some);
  }

  /** Those whose channels are all listened to are live from now on. */
  private void welcome() {
    fresh.removeIf(
        each -> {
          if (each.closed()) {
            return true;
          }
          if (!listening.toAll(each.channels())) {
            return false;
          }
          each.begins(epoch);
          return true;
        });
  }
}
