// SPDX-License-Identifier: Apache-2.0
package dev.upq.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Several threads: whoever publishes is the test itself and would hang with it. */
@Timeout(60)
final class EventStreamTest {

  private static final byte[] FIRST = "first".getBytes(StandardCharsets.UTF_8);

  /** Takes what is written, and says so; stuck from the second write on where it is told to be. */
  private static final class Browser extends OutputStream {
    private final ByteArrayOutputStream got = new ByteArrayOutputStream();
    private final CountDownLatch began = new CountDownLatch(1);
    private final CountDownLatch expected;
    private final boolean stuck;

    Browser(int events, boolean stuck) {
      this.expected = new CountDownLatch(events);
      this.stuck = stuck;
    }

    @Override
    public void write(int one) {
      got.write(one);
    }

    @Override
    public void write(byte[] bytes, int from, int count) throws IOException {
      if (stuck && began.getCount() == 0) {
        hang();
      }
      got.write(bytes, from, count);
      began.countDown();
      expected.countDown();
    }

    private static void hang() throws IOException {
      try {
        new CountDownLatch(1).await();
      } catch (InterruptedException told) {
        throw new InterruptedIOException();
      }
    }
  }

  private static Thread listen(EventStream stream, Browser browser) throws InterruptedException {
    assertThat(stream.enter()).isTrue();
    Thread thread =
        Thread.ofVirtual()
            .start(
                () -> {
                  try {
                    stream.serve(browser, () -> FIRST);
                  } catch (IOException gone) {
                    // Let go in the middle of a write.
                  }
                });
    browser.began.await();
    return thread;
  }

  @Test
  void whoListensIsGivenThePastAndThenEachEventInOrder() throws InterruptedException {
    EventStream stream = new EventStream(1);
    Browser browser = new Browser(3, false);
    Thread thread = listen(stream, browser);
    stream.publish(EventStream.event("tick", "1"));
    stream.publish(EventStream.event("tick", "2"));
    assertThat(browser.expected.await(30, TimeUnit.SECONDS)).isTrue();
    assertThat(browser.got.toString(StandardCharsets.UTF_8))
        .isEqualTo("firstevent: tick\ndata: 1\n\nevent: tick\ndata: 2\n\n");
    stream.close();
    thread.join();
  }

  @Test
  void aListenerThatDoesNotReadIsLetGoAndNobodyWaitsForIt() throws InterruptedException {
    EventStream stream = new EventStream(2);
    Browser slow = new Browser(1, true);
    Browser quick = new Browser(Integer.MAX_VALUE, false);
    Thread stuck = listen(stream, slow);
    Thread reading = listen(stream, quick);
    for (int i = 0; stream.listening() == 2; i++) {
      assertThat(i).isLessThan(1_000);
      stream.publish(EventStream.event("tick", "x"));
      awaitRead(quick, i + 1);
    }
    stuck.join();
    assertThat(stream.listening()).isEqualTo(1);
    assertThat(stream.enter()).as("the place is free again").isTrue();
    assertThat(stream.enter()).as("and only that one").isFalse();
    stream.close();
    reading.join();
  }

  /** The quick one keeps up: only so is it the slow one that is let go. */
  private static void awaitRead(Browser quick, int events) {
    long count = Integer.MAX_VALUE - 1L - events;
    while (quick.expected.getCount() > count) {
      Thread.onSpinWait();
    }
  }

  @Test
  void noMoreListenThanThereArePlaces() throws InterruptedException {
    EventStream stream = new EventStream(1);
    Thread thread = listen(stream, new Browser(1, false));
    assertThat(stream.enter()).isFalse();
    stream.close();
    thread.join();
    assertThat(stream.enter()).as("closed").isFalse();
  }

  @Test
  void closingEndsEveryAnswer() throws InterruptedException {
    EventStream stream = new EventStream(3);
    Thread one = listen(stream, new Browser(1, false));
    Thread two = listen(stream, new Browser(1, true));
    stream.close();
    one.join();
    two.join();
    assertThat(stream.listening()).isZero();
  }
}
