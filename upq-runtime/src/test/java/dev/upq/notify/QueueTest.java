// SPDX-License-Identifier: Apache-2.0
package dev.upq.notify;

import static org.assertj.core.api.Assertions.assertThat;

import dev.upq.notify.Gap.Reason;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class QueueTest {

  private static final Gap LOST = new Gap(Reason.LOST, 1, 2, Duration.ofSeconds(1));

  private static SubscriptionOptions options(Overflow policy, int events) {
    return SubscriptionOptions.standard().withQueue(events, 1 << 20).withOverflow(policy);
  }

  private static Notification numbered(int number) {
    return new Notification("c", Integer.toString(number), 1, 1, number);
  }

  private static boolean put(Queue queue, int number) {
    return queue.offer(numbered(number), 0, Integer.toString(number % 3));
  }

  private static Queue.Item first(Queue queue) {
    return Objects.requireNonNull(queue.head());
  }

  private static List<String> drained(Queue queue) {
    List<String> words = new ArrayList<>();
    for (Queue.Item head = queue.head(); head != null; head = queue.head()) {
      queue.remove(head);
      words.add(
          switch (head.event) {
            case Notification it -> it.payload();
            case Gap gap -> gap.reason() + " " + gap.oldEpoch() + "-" + gap.newEpoch();
            case Dropped some -> "dropped " + some.count();
            case Subscribed now -> "subscribed";
          });
    }
    return words;
  }

  @Test
  @DisplayName("bar 4: DROP_OLDEST says at the front how many were left out")
  void dropOldest() {
    Queue queue = new Queue(options(Overflow.DROP_OLDEST, 3));
    queue.tell(new Subscribed(1));
    for (int i = 1; i <= 7; i++) {
      put(queue, i);
    }
    assertThat(queue.dropped()).isEqualTo(4);
    assertThat(drained(queue)).containsExactly("subscribed", "dropped 4", "5", "6", "7");
  }

  @Test
  @DisplayName("bar 4: DROP_NEWEST says at the end how many were left out")
  void dropNewest() {
    Queue queue = new Queue(options(Overflow.DROP_NEWEST, 2));
    for (int i = 1; i <= 4; i++) {
      put(queue, i);
    }
    queue.remove(first(queue));
    put(queue, 5);
    assertThat(drained(queue)).containsExactly("2", "dropped 2", "5");
  }

  @Test
  @DisplayName("bar 4: GAP leaves all out, and says so")
  void gap() {
    Queue queue = new Queue(options(Overflow.GAP, 2));
    for (int i = 1; i <= 5; i++) {
      put(queue, i);
    }
    assertThat(drained(queue)).containsExactly("OVERFLOW 1-1", "dropped 4", "5");
  }

  @Test
  @DisplayName("bar 4: COALESCE keeps the newest of each key, in the order of the server")
  void coalesce() {
    Queue queue = new Queue(options(Overflow.COALESCE, 100));
    for (int i = 1; i <= 10; i++) {
      put(queue, i);
    }
    assertThat(queue.notifications()).isEqualTo(3);
    assertThat(drained(queue)).containsExactly("dropped 7", "8", "9", "10");
    Queue small = new Queue(options(Overflow.COALESCE, 2));
    for (int i = 1; i <= 4; i++) {
      put(small, i);
    }
    assertThat(drained(small)).containsExactly("dropped 2", "3", "4");
  }

  @Test
  @DisplayName("bar 4: BLOCK_READER takes nothing that has no room; forced, it becomes a gap")
  void block() {
    Queue queue = new Queue(options(Overflow.BLOCK_READER, 2));
    assertThat(put(queue, 1) && put(queue, 2)).isTrue();
    assertThat(put(queue, 3)).isFalse();
    queue.force(numbered(3), 0, "k");
    assertThat(drained(queue)).containsExactly("OVERFLOW 1-1", "dropped 2", "3");
  }

  @Test
  void bytesCountToo() {
    Queue queue =
        new Queue(
            SubscriptionOptions.standard()
                .withQueue(100, 1_000)
                .withOverflow(Overflow.DROP_OLDEST));
    String large = "x".repeat(400);
    for (int i = 0; i < 4; i++) {
      queue.offer(new Notification("c", large, 1, 1, i), 0, "k");
    }
    assertThat(queue.notifications()).isEqualTo(2);
    queue.offer(new Notification("c", "x".repeat(5_000), 1, 1, 9), 0, "k");
    assertThat(drained(queue)).hasSize(2).first().isEqualTo("dropped 4");
  }

  @Test
  void gapsSideBySideAreOne() {
    Queue queue = new Queue(options(Overflow.GAP, 2));
    queue.tell(LOST);
    queue.tell(new Gap(Reason.SILENT, 2, 3, Duration.ofSeconds(2)));
    put(queue, 1);
    queue.tell(new Gap(Reason.LOST, 3, 4, Duration.ZERO));
    assertThat(first(queue).event).isEqualTo(new Gap(Reason.SILENT, 1, 3, Duration.ofSeconds(3)));
    assertThat(drained(queue)).containsExactly("SILENT 1-3", "1", "LOST 3-4");
  }

  @ParameterizedTest
  @DisplayName(
      "bar 4: whatever happens, each notification is taken, or told as left out, and order holds")
  @EnumSource(Overflow.class)
  void nothingGoesUncounted(Overflow policy) {
    Random random = new Random(4_711);
    for (int run = 0; run < 200; run++) {
      int most = 1 + random.nextInt(5);
      Queue queue = new Queue(options(policy, most));
      int sent = 0;
      int lastSeen = 0;
      long seen = 0;
      long told = 0;
      for (int step = 0; step < 300; step++) {
        switch (random.nextInt(8)) {
          case 0 -> queue.tell(LOST);
          case 1, 2, 3 -> {
            Queue.Item head = queue.head();
            if (head != null) {
              queue.remove(head);
              if (head.event instanceof Notification it) {
                seen++;
                assertThat(Integer.parseInt(it.payload())).isGreaterThan(lastSeen);
                lastSeen = Integer.parseInt(it.payload());
              } else if (head.event instanceof Dropped some) {
                told += some.count();
              }
            }
          }
          default -> {
            sent++;
            if (!put(queue, sent)) {
              queue.force(numbered(sent), 0, "k");
            }
          }
        }
        assertThat(queue.notifications()).isLessThanOrEqualTo(most);
      }
      for (String word : drained(queue)) {
        if (word.startsWith("dropped ")) {
          told += Long.parseLong(word.substring(8));
        } else if (Character.isDigit(word.charAt(0))) {
          seen++;
        }
      }
      assertThat(told).isEqualTo(queue.dropped());
      assertThat(seen + told).isEqualTo(sent);
    }
  }
}
