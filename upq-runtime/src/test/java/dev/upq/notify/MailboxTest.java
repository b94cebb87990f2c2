// SPDX-License-Identifier: Apache-2.0
package dev.upq.notify;

import static org.assertj.core.api.Assertions.assertThat;

import dev.upq.time.Clock;
import dev.upq.time.Deadline;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What is put in together, and taken together. One thread. */
final class MailboxTest {

  private static Notification number(int number, int length) {
    String payload = number + "x".repeat(length);
    return new Notification("c", payload, 1, 1, number);
  }

  private static List<Notification> numbers(int count, int length) {
    return IntStream.range(0, count).mapToObj(each -> number(each, length)).toList();
  }

  private static Mailbox box(int events, long bytes, Overflow policy) {
    return new Mailbox(
        SubscriptionOptions.standard().withQueue(events, bytes).withOverflow(policy));
  }

  private static List<Event> poll(Mailbox box) {
    return box.await(Deadline.after(Clock.system(), Duration.ZERO), () -> true);
  }

  private static List<Integer> sizes(Mailbox box) {
    List<Integer> sizes = new ArrayList<>();
    for (List<Event> some = poll(box); !some.isEmpty(); some = poll(box)) {
      sizes.add(some.size());
    }
    return sizes;
  }

  @Test
  @DisplayName("a sixteenth of the room is taken at once, 64 at most, in the server's order")
  void someAreTakenAtOnce() {
    Mailbox box = box(160, 1 << 20, Overflow.GAP);
    assertThat(box.offer(numbers(25, 0), 0)).isEqualTo(new Mailbox.Offered(25, 0));
    assertThat(poll(box)).isEqualTo(numbers(25, 0).subList(0, 10));
    assertThat(sizes(box)).containsExactly(10, 5);
    Mailbox large = box(100_000, 1 << 30, Overflow.DROP_NEWEST);
    large.offer(numbers(100, 0), 0);
    assertThat(sizes(large)).containsExactly(64, 36);
    Mailbox small = box(10, 1 << 20, Overflow.GAP);
    small.offer(numbers(3, 0), 0);
    assertThat(sizes(small)).containsExactly(1, 1, 1);
  }

  @Test
  void bytesBoundWhatIsTakenAtOnceToo() {
    Mailbox box = box(1_000, 16_000, Overflow.GAP);
    box.offer(numbers(8, 400), 0);
    assertThat(sizes(box)).containsExactly(2, 2, 2, 2);
  }

  @ParameterizedTest
  @EnumSource(names = {"DROP_OLDEST", "COALESCE"})
  @DisplayName("where what waits may make room for something newer, one is taken at a time")
  void oneAtATime(Overflow policy) {
    Mailbox box =
        new Mailbox(
            SubscriptionOptions.standard().coalescing(Notification::payload).withOverflow(policy));
    box.offer(numbers(3, 0), 0);
    assertThat(sizes(box)).containsExactly(1, 1, 1);
  }

  @Test
  void whatHasNoRoomIsToldByItsPlace() {
    Mailbox box = box(2, 1 << 20, Overflow.BLOCK_READER);
    List<Notification> five = numbers(5, 0);
    assertThat(box.offer(five, 0)).isEqualTo(new Mailbox.Offered(2, 0));
    poll(box);
    assertThat(box.offer(five, 2)).isEqualTo(new Mailbox.Offered(3, 0));
    assertThat(box.offer(five, 3)).isEqualTo(new Mailbox.Offered(3, 0));
    box.close();
    assertThat(box.offer(five, 0)).isEqualTo(new Mailbox.Offered(5, 0));
    assertThat(poll(box)).isEmpty();
  }

  @Test
  void aWorkerIsDueOnceUntilItHasFoundNothing() {
    Mailbox box = box(160, 1 << 20, Overflow.GAP);
    assertThat(box.due()).isEmpty();
    box.offer(numbers(2, 0), 0);
    assertThat(box.due()).containsExactly(0);
    assertThat(box.due()).isEmpty();
    assertThat(box.take(0)).hasSize(2);
    box.offer(numbers(1, 0), 0);
    assertThat(box.due()).isEmpty();
    assertThat(box.take(0)).hasSize(1);
    assertThat(box.take(0)).isEmpty();
    box.offer(numbers(1, 0), 0);
    assertThat(box.due()).containsExactly(0);
  }
}
