// SPDX-License-Identifier: Apache-2.0
package dev.upq.console;

import dev.upq.console.ConsoleSection.Column;
import dev.upq.console.ConsoleSection.Kind;
import dev.upq.notify.DispatcherCounts;
import dev.upq.notify.PgChannelDispatcher;
import dev.upq.notify.Subscription;
import dev.upq.notify.SubscriptionCounts;
import java.util.List;

/**
 * Tables of a dispatcher of notifications, for {@link PgConsoleBuilder#section}. Stateless.
 *
 * <pre>{@code
 * PgConsole.builder().watch(pg)
 *     .section(NotificationSections.connection(bus))
 *     .section(NotificationSections.subscriptions(bus))
 *     .start();
 * }</pre>
 */
public final class NotificationSections {

  private NotificationSections() {}

  /** How the listening connection stands, and what has come over it: one row. */
  public static ConsoleSection connection(PgChannelDispatcher bus) {
    return new ConsoleSection(
        "notify-connection",
        "Notifications",
        "Nothing is listened to.",
        List.of(
            new Column("Connection", Kind.STATE),
            new Column("Epoch", Kind.COUNT),
            new Column("Channels", Kind.COUNT),
            new Column("Received", Kind.COUNT),
            new Column("Gaps", Kind.COUNT),
            new Column("Dropped", Kind.COUNT),
            new Column("Failures", Kind.COUNT),
            new Column("Server's queue", Kind.SHARE)),
        () -> {
          DispatcherCounts its = bus.counts();
          return List.of(
              List.of(
                  bus.state(),
                  its.epoch(),
                  its.channels(),
                  its.received(),
                  its.gaps(),
                  its.dropped(),
                  its.failures(),
                  its.queueUsage()));
        });
  }

  /** Who is subscribed, and what became of what came: a row each. */
  public static ConsoleSection subscriptions(PgChannelDispatcher bus) {
    return new ConsoleSection(
        "notify-subscriptions",
        "Subscriptions",
        "Nobody has subscribed.",
        List.of(
            new Column("Channel", Kind.CODE),
            new Column("State", Kind.STATE),
            new Column("Waiting", Kind.COUNT),
            new Column("Handled", Kind.COUNT),
            new Column("Dropped", Kind.COUNT),
            new Column("Gaps", Kind.COUNT),
            new Column("Failures", Kind.COUNT)),
        () ->
            bus.subscriptions().stream()
                .limit(ConsoleSection.MAX_ROWS)
                .map(NotificationSections::row)
                .toList());
  }

  private static List<Object> row(Subscription it) {
    SubscriptionCounts its = it.counts();
    return List.of(
        it.pattern(),
        it.live() ? "live" : "waiting",
        it.waiting(),
        its.handled(),
        its.dropped(),
        its.gaps(),
        its.failures());
  }
}
