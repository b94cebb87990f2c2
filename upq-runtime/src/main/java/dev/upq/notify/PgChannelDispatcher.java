// SPDX-License-Identifier: Apache-2.0
package dev.upq.notify;

import dev.upq.config.PgConfig;
import dev.upq.connection.ConnectionSetup;
import dev.upq.connection.PgSession;
import dev.upq.fault.PgException;
import dev.upq.fault.PgUsageException;
import dev.upq.row.Row;
import dev.upq.standing.Home;
import dev.upq.standing.StandingConfig;
import dev.upq.standing.StandingConnection;
import dev.upq.statement.Identifier;
import dev.upq.time.Clock;
import dev.upq.time.Deadline;
import java.time.Duration;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Hands notifications to whoever in the program wants them, over one connection of its own.
 * Thread-safe; one a program is enough. Close it before its pool.
 *
 * <pre>{@code
 * try (PgChannelDispatcher bus = PgChannelDispatcher.open(pg);
 *     Subscription s = bus.on("news", event -> {
 *       switch (event) {
 *         case Subscribed now -> load();
 *         case Notification it -> take(it.payload());
 *         case Gap missed -> load();
 *         case Dropped some -> load();
 *       }
 *     })) { ... }
 * }</pre>
 *
 * <p>Nothing is lost in silence: where notifications may have been lost, the handler is told so, at
 * that place in the order and after LISTEN has been committed again. The package's doc says the
 * rest.
 */
public final class PgChannelDispatcher implements AutoCloseable {

  private static final Duration OPEN_WITHIN = Duration.ofSeconds(30);

  private final Home home;
  private final Switchboard board;
  private final StandingConnection standing;
  private final PgPublisher publisher;

  PgChannelDispatcher(
      Home home, StandingConfig config, @Nullable PgConfig direct, @Nullable Spill spill) {
    ConnectionSetup setup = home.setup();
    this.home = home;
    this.board = new Switchboard(home, spill);
    this.standing =
        StandingConnection.open(direct == null ? setup : setup.withConfig(direct), config, board);
    board.on(standing);
    this.publisher = new PgPublisher(home, board::text, spill);
  }

  /** As {@link PgDispatcherBuilder#open}, with nothing said. */
  public static PgChannelDispatcher open(Home pool) {
    return builder(pool).open();
  }

  public static PgDispatcherBuilder builder(Home pool) {
    return new PgDispatcherBuilder(pool);
  }

  /** As {@link #on(String, SubscriptionOptions, EventHandler)}, with nothing said. */
  public Subscription on(String channel, EventHandler handler) {
    return on(channel, SubscriptionOptions.standard(), handler);
  }

  /**
   * Has {@code handler} told what comes on a channel. Does not wait for LISTEN: {@link Subscribed}
   * is the first event.
   *
   * @param channel its exact name: it is neither folded to lower case nor cut off
   * @throws PgUsageException where the name is empty, has more than 63 bytes in the server's
   *     encoding or a segment that is a wildcard, or where the dispatcher is closed
   */
  public Subscription on(String channel, SubscriptionOptions options, EventHandler handler) {
    return join(options, exact(channel), List.of(channel), handler);
  }

  /** The events of a channel, to be taken one by one. */
  public NotificationStream listen(String channel) {
    return listen(channel, SubscriptionOptions.standard());
  }

  /** As {@link #listen(String)}; of the options only those of the queue count. */
  public NotificationStream listen(String channel, SubscriptionOptions options) {
    return new NotificationStream(
        join(options, exact(channel), List.of(channel), null), board.clock());
  }

  /**
   * Has {@code handler} told what comes on those of these channels that a pattern matches now. It
   * is those and no others, see {@link Subscription#channels}: PostgreSQL has no wildcards, {@link
   * #topics} has.
   *
   * @throws PgUsageException where it matches none of them
   */
  public Subscription among(
      String pattern, Collection<String> known, SubscriptionOptions options, EventHandler handler) {
    TopicPattern wanted = TopicPattern.of(pattern);
    Set<String> channels = new LinkedHashSet<>();
    for (String name : known) {
      if (wanted.matches(List.of(name.split("\\.", -1)))) {
        channels.add(board.text().channel(name));
      }
    }
    if (channels.isEmpty()) {
      throw new PgUsageException(
          "the pattern " + pattern + " matches none of the " + known.size() + " channels");
    }
    return join(options, pattern, List.copyOf(channels), handler);
  }

  /**
   * As {@link #among}, of the channels that a table names now: one query, at once.
   *
   * @param table its name as in SQL, with its schema or without
   * @param column whose values are names of channels
   */
  public Subscription amongTable(
      String pattern,
      String table,
      String column,
      SubscriptionOptions options,
      EventHandler handler) {
    String names = Identifier.qualified(column);
    List<String> known =
        home
            .query(
                "select distinct "
                    + names
                    + "::text from "
                    + Identifier.qualified(table)
                    + " where "
                    + names
                    + " is not null")
            .stream()
            .map((Row row) -> row.text(0))
            .toList();
    return among(pattern, known, options, handler);
  }

  /** Topics with wildcards, all over the one channel of that name. */
  public PgTopics topics(String namespace) {
    return new PgTopics(board, publisher, namespace);
  }

  /** As {@link PgPublisher#publish(String, String)}. */
  public void publish(String channel, String payload) {
    publisher.publish(channel, payload);
  }

  /** As {@link PgPublisher#publish(PgSession, String, String)}. */
  public void publish(PgSession session, String channel, String payload) {
    publisher.publish(session, channel, payload);
  }

  /** Sends, over the pool's connections. */
  public PgPublisher publisher() {
    return publisher;
  }

  /** Sends once a channel and interval, for example 50 ms. Close it before the pool. */
  public DebouncedPublisher debounced(Duration interval) {
    return new DebouncedPublisher(publisher, home.setup(), interval);
  }

  /** How the connection stands. */
  public StandingConnection.State state() {
    return standing.state();
  }

  /** Why the connection does not stand; empty where it does. */
  public Optional<PgException> failure() {
    return standing.failure();
  }

  /** What was counted since it began. */
  public DispatcherCounts counts() {
    return board.tally().read(board.roster().all().size(), board.roster().channelCount());
  }

  /** Who is subscribed at the moment, in the order of what they asked for. */
  public List<Subscription> subscriptions() {
    return board.roster().all().stream()
        .sorted(Comparator.comparing(Subscription::pattern))
        .toList();
  }

  /** Ends a pause between attempts to connect. */
  public void retryNow() {
    standing.retryNow();
  }

  /**
   * Ends the connection and all subscriptions, as {@link Subscription#close} does: the longest time
   * that one of them is given is all that this takes. Idempotent.
   */
  @Override
  public void close() {
    board.roster().close();
    standing.close();
    List<Subscription> all = List.copyOf(board.roster().all());
    Clock clock = board.clock();
    all.forEach(Subscription::end);
    List<Deadline> deadlines =
        all.stream().map(each -> Deadline.after(clock, each.options().closeWithin())).toList();
    for (int i = 0; i < deadlines.size(); i++) {
      all.get(i).awaitQuiet(deadlines.get(i));
    }
  }

  /** As {@link StandingConnection#awaitFirst}, within connect_timeout. */
  void awaitStanding() {
    Clock clock = board.clock();
    Duration its = home.setup().config().connectTimeout();
    standing.awaitFirst(
        Deadline.forCall(clock, its.isPositive() ? its.plusSeconds(2) : OPEN_WITHIN));
  }

  private String exact(String channel) {
    if (TopicPattern.isPattern(board.text().channel(channel))) {
      throw new PgUsageException(
          "a channel has one exact name, and "
              + channel
              + " is a pattern: PostgreSQL has no wildcards; use topics(namespace), or among(...)"
              + " with the channels that there are");
    }
    return channel;
  }

  private Subscription join(
      SubscriptionOptions options,
      String pattern,
      List<String> channels,
      @Nullable EventHandler handler) {
    Subscription subscription = new Subscription(board, options, pattern, channels, handler);
    board.join(subscription);
    return subscription;
  }

  @Override
  public String toString() {
    return "PgChannelDispatcher[" + state() + ", " + counts() + "]";
  }
}
