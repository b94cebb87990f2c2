// SPDX-License-Identifier: Apache-2.0
package dev.upq.testkit.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class PumpTest {

  /** A socket that gives what it is made with and keeps the sizes of what is written to it. */
  private static final class Wire extends Socket {

    private final InputStream in;
    private final List<Integer> writes = new ArrayList<>();

    Wire(byte[] content) {
      this.in = new ByteArrayInputStream(content);
    }

    @Override
    public InputStream getInputStream() {
      return in;
    }

    @Override
    public OutputStream getOutputStream() {
      return new ByteArrayOutputStream() {
        @Override
        public void write(byte[] bytes, int from, int length) {
          writes.add(length);
        }
      };
    }
  }

  private static List<Integer> writes(Rule... rules) throws InterruptedException {
    LiveRules live = new LiveRules();
    for (Rule rule : rules) {
      live.add(LiveRules.ALL, rule);
    }
    try (Wire from = new Wire(new byte[] {'Z', 0, 0, 0, 5, 'I', '1', 0, 0, 0, 4});
        Wire to = new Wire(new byte[0]);
        Wire client = new Wire(new byte[0])) {
      ProxyConnection connection = new ProxyConnection(1, live, client);
      Pump pump = new Pump(Direction.TO_CLIENT, connection, from, to);
      pump.read();
      pump.deliver();
      return to.writes;
    } catch (java.io.IOException never) {
      throw new AssertionError(never);
    }
  }

  @Test
  void eachMessageIsAWriteOfItsOwn() throws InterruptedException {
    assertThat(writes()).containsExactly(6, 5);
  }

  @Test
  void slicesLimitEachWrite() throws InterruptedException {
    assertThat(writes(new Rule.Slices(Direction.TO_CLIENT, 4))).containsExactly(4, 2, 4, 1);
    assertThat(writes(new Rule.Slices(Direction.TO_CLIENT, 1))).hasSize(11).containsOnly(1);
    assertThat(writes(new Rule.Slices(Direction.TO_SERVER, 1))).containsExactly(6, 5);
  }

  @Test
  void throttlesWriteLittleAtATime() throws InterruptedException {
    assertThat(writes(new Rule.Throttle(Direction.TO_CLIENT, 150))).containsExactly(3, 3, 3, 2);
    long start = System.nanoTime();
    assertThat(writes(new Rule.Throttle(Direction.TO_CLIENT, 50))).hasSize(11).containsOnly(1);
    assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(220_000_000L);
  }

  @Test
  void cutsAndStallsWriteNothingMore() throws InterruptedException {
    assertThat(writes(new Rule.CutAt(Direction.TO_CLIENT, 8, Cut.RESET))).containsExactly(6, 2);
    assertThat(writes(new Rule.CutBefore(Direction.TO_CLIENT, '1', 1, Cut.RESET)))
        .containsExactly(6);
    assertThat(writes(new Rule.Stall(Direction.TO_CLIENT, true))).isEmpty();
  }

  @Test
  void latencyIsTheLeastThatPassesBetweenReadingAndWriting() throws InterruptedException {
    long start = System.nanoTime();
    writes(new Rule.Latency(Direction.TO_CLIENT, Duration.ofMillis(200)));
    assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(200_000_000L);
  }
}
