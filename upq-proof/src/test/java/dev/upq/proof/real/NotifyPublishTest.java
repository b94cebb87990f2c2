// SPDX-License-Identifier: Apache-2.0
package dev.upq.proof.real;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.upq.PgPool;
import dev.upq.config.PgConfig;
import dev.upq.fault.PgUsageException;
import dev.upq.notify.DebouncedPublisher;
import dev.upq.notify.Gap;
import dev.upq.notify.Gap.Reason;
import dev.upq.notify.Message;
import dev.upq.notify.Notification;
import dev.upq.notify.PgChannelDispatcher;
import dev.upq.notify.PgPublisher;
import dev.upq.notify.PgTopics;
import dev.upq.notify.Spill;
import dev.upq.notify.Subscription;
import dev.upq.notify.SubscriptionOptions;
import dev.upq.tx.PgTransaction;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Sending: many at once, long payloads, once an interval; and patterns. */
@Timeout(120)
final class NotifyPublishTest {

  private static final String LONG = "\u00e9".repeat(5_000);

  private final PgConfig config =
      Servers.inSchema(Servers.config().with("pool_max", "4"), "notify_publish");
  private final PgPool pg = Servers.pool(config);
  private final Spill spill = Spill.to("payload", Duration.ofHours(1));
  private final PgChannelDispatcher bus = PgChannelDispatcher.builder(pg).spill(spill).open();

  @AfterEach
  void end() {
    bus.close();
    pg.close();
  }

  @Test
  @DisplayName("bar 8: many in one statement, in their order; one that cannot be sent stops all")
  void manyAtOnce() {
    Heard heard = new Heard();
    bus.on("a b", heard).awaitLive(NotifyTest.PATIENCE);
    List<Message> messages =
        new ArrayList<>(
            IntStream.range(0, 1_000)
                .mapToObj(i -> new Message("a b", Integer.toString(i)))
                .toList());
    Collections.reverse(messages);
    bus.publisher().publishAll(messages);
    heard.awaitCount(1_000);
    assertThat(heard.payloads()).isEqualTo(messages.stream().map(Message::payload).toList());
    assertThatThrownBy(
            () ->
                PgPublisher.on(pg)
                    .publishAll(List.of(new Message("a b", "x"), new Message("a b", LONG))))
        .isInstanceOf(PgUsageException.class);
    assertThatThrownBy(
            () -> bus.publisher().publishAll(Collections.nCopies(10_001, new Message("a b", "x"))))
        .isInstanceOf(PgUsageException.class);
    bus.publish("a b", "end");
    heard.awaitPayload("end");
    assertThat(heard.payloads()).hasSize(1_001);
  }

  @Test
  @DisplayName("bar 8: a payload that is too long goes through a table, and comes whole")
  void longPayloads() {
    spill.create(pg);
    spill.create(pg);
    Heard heard = new Heard();
    bus.on("spill", heard).awaitLive(NotifyTest.PATIENCE);
    bus.publish("spill", LONG);
    bus.publish("spill", "short");
    bus.publish("spill", "upq-spill:1");
    bus.publish("spill", "upq-spill:x");
    try (PgTransaction tx = pg.begin()) {
      bus.publish(tx, "spill", LONG + "never");
      tx.rollback();
    }
    bus.publish("spill", "end");
    heard.awaitPayload("end");
    assertThat(heard.payloads())
        .containsExactly(LONG, "short", "upq-spill:1", "upq-spill:x", "end");
    assertThatThrownBy(() -> PgPublisher.on(pg).publish("spill", LONG))
        .isInstanceOf(PgUsageException.class);
  }

  @Test
  @DisplayName("bar 8: old payloads are taken away by new ones; a reference to one is a gap")
  void oldPayloads() {
    spill.create(pg);
    Heard heard = new Heard();
    bus.on("old", heard).awaitLive(NotifyTest.PATIENCE);
    bus.publish("old", LONG);
    heard.awaitPayload(LONG);
    pg.execute("update payload set made = made - interval '2 hours'");
    bus.publish("old", LONG + "2");
    heard.awaitPayload(LONG + "2");
    assertThat(pg.query("select count(*) from payload").oneLong()).isOne();
    PgPublisher.on(pg).publish("old", "upq-spill:999999");
    heard.awaitGaps(1);
    assertThat(heard.all(Gap.class).getFirst().reason()).isEqualTo(Reason.EXPIRED);
  }

  @Test
  @DisplayName("bar 8: the debounced publisher sends the last of each channel, and all at its end")
  void debounced() {
    Heard heard = new Heard();
    Subscription one = bus.on("one", heard).awaitLive(NotifyTest.PATIENCE);
    bus.on("two", heard).awaitLive(NotifyTest.PATIENCE);
    DebouncedPublisher publisher = bus.debounced(Duration.ofHours(1));
    for (int i = 0; i < 100; i++) {
      publisher.publish("one", "1." + i);
      publisher.publish("two", "2." + i);
    }
    assertThatThrownBy(() -> publisher.publish("", "")).isInstanceOf(PgUsageException.class);
    publisher.close();
    heard.awaitCount(2);
    assertThat(heard.payloads()).containsExactlyInAnyOrder("1.99", "2.99");
    assertThat(publisher.counts()).isEqualTo(new DebouncedPublisher.Counts(2, 198, 0));
    assertThatThrownBy(() -> publisher.publish("one", "")).isInstanceOf(PgUsageException.class);
    try (DebouncedPublisher quick = bus.debounced(Duration.ofMillis(1))) {
      for (int i = 0; i < 3; i++) {
        quick.publish("one", "quick " + i);
        heard.awaitPayload("quick " + i);
      }
    }
    assertThat(one.live()).isTrue();
  }

  @Test
  @DisplayName("NT-20, bar 7a: topics with wildcards over one channel")
  void topics() {
    PgTopics flights = bus.topics("flights");
    Heard star = new Heard();
    Heard rest = new Heard();
    Heard exact = new Heard();
    Heard raw = new Heard();
    Subscription starred = flights.on("flight.*", star).awaitLive(NotifyTest.PATIENCE);
    flights.on("flight.#", rest).awaitLive(NotifyTest.PATIENCE);
    flights.on("flight.delayed", exact).awaitLive(NotifyTest.PATIENCE);
    bus.on("flights", raw).awaitLive(NotifyTest.PATIENCE);
    assertThat(bus.counts().channels()).isOne();
    flights.publish("flight.delayed", "HNL\nline 2");
    flights.publish("flight.gate.changed", "LAX");
    flights.publish("flight", "all");
    flights.publish("flight.landed", "SFO");
    bus.publish("flights", "no topic's");
    flights.publish("flight.end", "end");
    rest.awaitPayload("end");
    star.awaitPayload("end");
    raw.awaitCount(6);
    assertThat(star.payloads()).containsExactly("HNL\nline 2", "SFO", "end");
    assertThat(star.all(Notification.class))
        .extracting(Notification::channel)
        .containsExactly("flight.delayed", "flight.landed", "flight.end");
    assertThat(rest.payloads()).containsExactly("HNL\nline 2", "LAX", "all", "SFO", "end");
    assertThat(exact.payloads()).containsExactly("HNL\nline 2");
    assertThat(bus.counts().strange()).isOne();
    starred.close();
    flights.publish("flight.end", "end 2");
    rest.awaitPayload("end 2");
    assertThat(star.payloads()).doesNotContain("end 2");
    assertThatThrownBy(() -> flights.publish("flight.*", "")).isInstanceOf(PgUsageException.class);
    assertThatThrownBy(() -> flights.on("a..b", event -> {})).isInstanceOf(PgUsageException.class);
  }

  @Test
  @DisplayName("NT-20, bar 7b: a pattern among channels that are known, given or in a table")
  void amongChannels() {
    pg.execute("create table registry (channel text)");
    pg.execute("insert into registry values ('events.a'), ('events.b'), ('events'), (null)");
    Heard heard = new Heard();
    SubscriptionOptions options = SubscriptionOptions.standard();
    Subscription given =
        bus.among("events.*", List.of("events.x", "events", "other.y"), options, heard);
    assertThat(given.channels()).containsExactly("events.x");
    Subscription found = bus.amongTable("events.*", "registry", "channel", options, heard);
    assertThat(found.channels()).containsExactlyInAnyOrder("events.a", "events.b");
    given.awaitLive(NotifyTest.PATIENCE);
    found.awaitLive(NotifyTest.PATIENCE);
    for (String channel : List.of("events", "events.a", "events.x", "events.b", "events.c")) {
      bus.publish(channel, channel);
    }
    heard.awaitCount(3);
    assertThat(heard.payloads()).containsExactly("events.a", "events.x", "events.b");
    assertThatThrownBy(() -> bus.among("x.*", List.of("events.a"), options, heard))
        .isInstanceOf(PgUsageException.class);
  }
}
