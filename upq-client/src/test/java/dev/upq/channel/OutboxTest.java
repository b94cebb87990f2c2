// SPDX-License-Identifier: Apache-2.0
package dev.upq.channel;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** What leaves the outbox is what was put in, in its order, and offsets tell what has left. */
final class OutboxTest {

  private final Outbox outbox = new Outbox();

  @Test
  void smallRequestsLeaveAsOnePiece() {
    add("one");
    add("two");
    add("three");
    assertThat(taken()).isEqualTo("onetwothree");
    assertThat(outbox.take()).isNull();
    assertThat(outbox.queuedBytes()).isZero();
  }

  @Test
  void aLargeRequestLeavesAsItIs() {
    byte[] large = new byte[100_000];
    outbox.add(large, 99_999);
    add("behind");
    Outbox.Chunk first = outbox.take();
    assertThat(first).isNotNull();
    assertThat(first.bytes).isSameAs(large);
    assertThat(first.length).isEqualTo(99_999);
    assertThat(outbox.hasLeft(99_998)).isTrue();
    assertThat(outbox.hasLeft(99_999)).isFalse();
    assertThat(taken()).isEqualTo("behind");
    assertThat(outbox.hasLeft(99_999)).isTrue();
  }

  @Test
  void whatIsWithdrawnNeverLeavesAndWhatHasLeftIsNotWithdrawn() {
    add("one");
    long second = outbox.end();
    add("two");
    add("three");
    assertThat(outbox.withdraw(second)).isTrue();
    assertThat(outbox.withdraw(second)).isFalse();
    assertThat(taken()).isEqualTo("onethree");
    assertThat(outbox.withdraw(0)).isFalse();
  }

  @Test
  void anyOrderOfAddingTakingAndWithdrawingIsThatOfAPlainList() {
    for (long seed = 0; seed < 2_000; seed++) {
      againstAList(new SplittableRandom(seed), seed);
    }
  }

  private record Entry(long offset, String text) {}

  private static void againstAList(SplittableRandom random, long seed) {
    Outbox tried = new Outbox();
    List<Entry> model = new ArrayList<>();
    StringBuilder expected = new StringBuilder();
    StringBuilder left = new StringBuilder();
    for (int step = 0; step < 200; step++) {
      int what = random.nextInt(10);
      if (what < 7) {
        String text = step + ";" + "x".repeat(random.nextInt(what == 0 ? 40_000 : 20));
        model.add(new Entry(tried.end(), text));
        tried.add(Arrays.copyOf(bytes(text), text.length() + 3), text.length());
      } else if (what == 7 && !model.isEmpty()) {
        Entry gone = model.remove(random.nextInt(model.size()));
        assertThat(tried.hasLeft(gone.offset())).as("seed %d", seed).isFalse();
        assertThat(tried.withdraw(gone.offset())).as("seed %d", seed).isTrue();
      } else {
        Outbox.Chunk chunk = tried.take();
        String text = chunk == null ? "" : text(chunk);
        left.append(text);
        for (int length = 0; length < text.length(); ) {
          Entry entry = model.removeFirst();
          expected.append(entry.text());
          length += entry.text().length();
          assertThat(tried.hasLeft(entry.offset())).as("seed %d", seed).isTrue();
        }
      }
      long queued = model.stream().mapToLong(entry -> entry.text().length()).sum();
      assertThat(tried.queuedBytes()).as("seed %d", seed).isEqualTo(queued);
      assertThat(tried.isEmpty()).as("seed %d", seed).isEqualTo(model.isEmpty());
    }
    assertThat(left.toString()).as("seed %d", seed).isEqualTo(expected.toString());
  }

  private void add(String text) {
    outbox.add(bytes(text), text.length());
  }

  private String taken() {
    Outbox.Chunk chunk = outbox.take();
    assertThat(chunk).isNotNull();
    return text(chunk);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  private static String text(Outbox.Chunk chunk) {
    return new String(chunk.bytes, 0, chunk.length, StandardCharsets.US_ASCII);
  }
}
