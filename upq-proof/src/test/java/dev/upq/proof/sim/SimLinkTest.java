// SPDX-License-Identifier: Apache-2.0
package dev.upq.proof.sim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.upq.config.HostPort;
import dev.upq.proof.sim.SimCable.Cut;
import dev.upq.proof.sim.SimOutcome.End;
import dev.upq.proof.sim.SimTransport.Reach;
import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SimLinkTest {

  private static final HostPort DB = new HostPort("db.example", 5432);

  private static byte[] numbers(int count) {
    byte[] bytes = new byte[count];
    for (int i = 0; i < count; i++) {
      bytes[i] = (byte) (i * 31 + i / 256);
    }
    return bytes;
  }

  /** A server that sends back what comes. */
  private static void echo(SimEnd end) throws IOException {
    byte[] buffer = new byte[300];
    for (int n = end.read(buffer, 0, 300); n >= 0; n = end.read(buffer, 0, 300)) {
      end.write(buffer, 0, n);
    }
  }

  private static SimLink open(SimTransport transport) throws IOException {
    SimLink link = (SimLink) transport.open(transport.resolve(DB).getFirst());
    link.connect();
    return link;
  }

  /**
   * Reads until the end, a failure or {@code most} bytes; the failure's message is the last entry.
   */
  private static List<Object> readAll(SimLink link, int most) {
    List<Object> seen = new ArrayList<>();
    byte[] buffer = new byte[64];
    try {
      while (seen.size() < most) {
        int n = link.read(buffer, 0, Math.min(64, most - seen.size()));
        if (n < 0) {
          seen.add("end");
          return seen;
        }
        for (int i = 0; i < n; i++) {
          seen.add(buffer[i]);
        }
      }
    } catch (IOException e) {
      seen.add(String.valueOf(e.getMessage()));
    }
    return seen;
  }

  @Test
  void bytesArriveInOrderThroughAnySliceAndAnyBufferSize() {
    byte[] sent = numbers(3_000);
    Set<Integer> sizes = new HashSet<>();
    for (long seed = 0; seed < 60; seed++) {
      try (SimScheduler sim = new SimScheduler(SimOptions.swarm(seed).withSlices(400))) {
        SimTransport transport = new SimTransport(sim);
        transport.listen(DB, SimLinkTest::echo);
        List<Object> seen = new ArrayList<>();
        sim.service(
            "client",
            () -> {
              SimLink link = open(transport);
              sim.service("writer", () -> link.write(sent, 0, sent.length));
              byte[] one = new byte[500];
              while (seen.size() < sent.length) {
                int n = link.read(one, 0, 500);
                sizes.add(n);
                for (int i = 0; i < n; i++) {
                  seen.add(one[i]);
                }
              }
              link.abort();
            });
        SimOutcome outcome = sim.run().check();
        assertThat(outcome.services()).isEmpty();
        assertThat(seen).hasSize(sent.length);
        for (int i = 0; i < sent.length; i++) {
          assertThat(seen.get(i)).isEqualTo(sent[i]);
        }
      }
    }
    assertThat(sizes).hasSizeGreaterThan(50).contains(1);
  }

  @Test
  void whoWritesWithoutReadingAgainstOneWhoDoesTheSameIsStuck() {
    try (SimScheduler sim = new SimScheduler(SimOptions.plain(2))) {
      SimTransport transport = new SimTransport(sim);
      transport.listen(DB, end -> end.write(numbers(10_000), 0, 10_000));
      sim.service(
          "client",
          () -> {
            SimLink link = open(transport);
            link.write(numbers(10_000), 0, 10_000);
          });
      sim.caller("waiter", () -> sim.clock().parkUntil(this, Long.MAX_VALUE));
      SimOutcome outcome = sim.run();
      assertThat(outcome.end()).isEqualTo(End.STUCK);
      assertThat(outcome.services()).hasSize(2);
    }
  }

  private static List<Object> cutAfter(int bytes, Cut cut, long seed) {
    List<Object> seen = new ArrayList<>();
    try (SimScheduler sim = new SimScheduler(SimOptions.swarm(seed))) {
      SimTransport transport = new SimTransport(sim);
      transport.listen(DB, end -> end.write(numbers(40), 0, 40));
      transport.onOpen(link -> link.cable().cutToClientAfter(bytes, cut));
      sim.service("client", () -> seen.addAll(readAll(open(transport), 1_000)));
      assertThat(sim.run().check().services()).isEmpty();
    }
    return seen;
  }

  @Test
  void cutAfterByteNGivesExactlyNBytesAndThenTheEndOrTheReset() {
    for (int bytes = 0; bytes <= 40; bytes++) {
      for (long seed = 0; seed < 10; seed++) {
        assertThat(cutAfter(bytes, Cut.END_OF_STREAM, seed)).hasSize(bytes + 1).endsWith("end");
        if (bytes < 40) {
          assertThat(cutAfter(bytes, Cut.RESET, seed))
              .hasSize(bytes + 1)
              .endsWith("Connection reset");
        }
      }
    }
  }

  @Test
  void stalledDirectionGivesNothingUntilItGoesOn() {
    try (SimScheduler sim = new SimScheduler(SimOptions.swarm(4))) {
      SimTransport transport = new SimTransport(sim);
      transport.listen(DB, SimLinkTest::echo);
      transport.onOpen(link -> link.cable().toClient().stall(true));
      long[] arrived = new long[1];
      sim.service(
          "client",
          () -> {
            SimLink link = open(transport);
            link.write(numbers(5), 0, 5);
            link.read(new byte[5], 0, 5);
            arrived[0] = sim.clock().now();
          });
      sim.clock()
          .after(
              Duration.ofSeconds(3),
              () -> transport.links().getFirst().cable().toClient().stall(false));
      sim.runFor(Duration.ofSeconds(10)).check();
      assertThat(arrived[0]).isBetween(3_000_000_000L, 3_001_000_000L);
    }
  }

  @Test
  void abortFreesReaderWriterAndConnectorAtOnce() {
    for (long seed = 0; seed < 30; seed++) {
      List<String> freed = new ArrayList<>();
      try (SimScheduler sim = new SimScheduler(SimOptions.swarm(seed))) {
        SimTransport transport = new SimTransport(sim);
        SimTransport.Listener deaf =
            transport.listen(DB, end -> sim.clock().pause(Duration.ofMillis(500)));
        sim.service(
            "client",
            () -> {
              SimLink link = open(transport);
              sim.service("reader", () -> expect(freed, () -> link.read(new byte[1], 0, 1)));
              sim.service(
                  "writer", () -> expect(freed, () -> link.write(numbers(9_000), 0, 9_000)));
              deaf.reach(Reach.SILENT);
              SimLink silent = (SimLink) transport.open(deaf.endpoint());
              sim.service("connector", () -> expect(freed, silent::connect));
              sim.clock().pause(Duration.ofMillis(1));
              link.abort();
              silent.abort();
              link.abort();
            });
        assertThat(sim.runFor(Duration.ofSeconds(1)).check().services()).isEmpty();
      }
      assertThat(freed).hasSize(3).doesNotContain("nothing");
    }
  }

  private static void expect(List<String> failures, SimTask task) throws Throwable {
    try {
      task.run();
      failures.add("nothing");
    } catch (SocketException e) {
      failures.add(String.valueOf(e.getMessage()));
    }
  }

  @Test
  void interruptOfAThreadThatReadsClosesTheLinkAsItDoesForASocket() {
    try (SimScheduler sim = new SimScheduler(SimOptions.plain(6))) {
      SimTransport transport = new SimTransport(sim);
      transport.listen(DB, SimLinkTest::echo);
      List<String> seen = new ArrayList<>();
      SimThread client =
          sim.service(
              "client",
              () -> {
                SimLink link = open(transport);
                expect(seen, () -> link.read(new byte[1], 0, 1));
                seen.add("interrupted " + Thread.interrupted());
                expect(seen, () -> link.write(new byte[1], 0, 1));
              });
      sim.clock().after(Duration.ofMillis(5), client::interrupt);
      assertThat(sim.runFor(Duration.ofSeconds(1)).check().services()).isEmpty();
      assertThat(seen)
          .containsExactly("Closed by interrupt", "interrupted true", "Socket output is shut down");
    }
  }

  @Test
  void ioOnACallersThreadIsAViolation() {
    try (SimScheduler sim = new SimScheduler(SimOptions.plain(6))) {
      SimTransport transport = new SimTransport(sim);
      transport.listen(DB, SimLinkTest::echo);
      sim.caller("caller-7", () -> open(transport).write(new byte[1], 0, 1));
      SimOutcome outcome = sim.run();
      assertThat(outcome.violations())
          .containsExactly(
              "the caller caller-7 connects on a link", "the caller caller-7 writes on a link");
    }
  }

  @Test
  void hostsMayBeUnknownOrRefuseOrHaveSeveralAddresses() {
    try (SimScheduler sim = new SimScheduler(SimOptions.plain(6))) {
      SimTransport transport = new SimTransport(sim);
      SimTransport.Listener first = transport.listen(DB, SimLinkTest::echo);
      transport.listen(DB, SimLinkTest::echo);
      first.reach(Reach.REFUSED);
      sim.service(
          "client",
          () -> {
            assertThat(transport.resolve(DB)).hasSize(2).doesNotHaveDuplicates();
            assertThatThrownBy(() -> transport.resolve(new HostPort("nowhere", 5432)))
                .isInstanceOf(UnknownHostException.class);
            assertThatThrownBy(() -> transport.open(first.endpoint()).connect())
                .isInstanceOf(ConnectException.class);
            transport.open(transport.resolve(DB).getLast()).connect();
          });
      sim.run().check();
    }
  }
}
