// SPDX-License-Identifier: Apache-2.0
package dev.upq.proof.sim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.upq.proof.sim.SimOptions.Policy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SimSchedulerTest {

  private static final Object BLOCKER = new Object();

  /** Locks, a queue, timers and threads that start threads; returns the order of events. */
  private static List<String> mixture(SimScheduler sim) {
    List<String> events = new ArrayList<>();
    ReentrantLock lock = new ReentrantLock();
    ArrayBlockingQueue<Integer> queue = new ArrayBlockingQueue<>(2);
    for (int t = 0; t < 3; t++) {
      int id = t;
      sim.caller(
          "producer-" + id,
          () -> {
            for (int i = 0; i < 4; i++) {
              lock.lock();
              try {
                events.add("p" + id);
                Thread.yield();
              } finally {
                lock.unlock();
              }
              queue.put(i);
              sim.clock().pause(Duration.ofMillis(1 + id));
            }
          });
    }
    sim.caller(
        "consumer",
        () -> {
          for (int i = 0; i < 12; i++) {
            queue.take();
            events.add("c");
          }
          sim.crew().start("late", () -> events.add("late"));
        });
    return events;
  }

  private static long traceHash(SimOptions options) {
    try (SimScheduler sim = new SimScheduler(options)) {
      mixture(sim);
      return sim.run().check().traceHash();
    }
  }

  @ParameterizedTest
  @EnumSource(Policy.class)
  void sameSeedGivesTheSameTrace(Policy policy) {
    for (long seed = 0; seed < 50; seed++) {
      SimOptions options =
          new SimOptions(seed, policy, 200, 20, 200, 1_000, 10_000, Long.MAX_VALUE, true);
      Recording first = record(options);
      assertThat(record(options)).isEqualTo(first);
      assertThat(first.events()).hasSize(25);
      assertThat(first.trace()).hasSize(first.outcome().steps());
    }
  }

  private record Recording(List<String> trace, List<String> events, SimOutcome outcome) {}

  private static Recording record(SimOptions options) {
    try (SimScheduler sim = new SimScheduler(options)) {
      List<String> events = mixture(sim);
      SimOutcome outcome = sim.run().check();
      return new Recording(sim.trace(), events, outcome);
    }
  }

  @ParameterizedTest
  @EnumSource(Policy.class)
  void differentSeedsGiveDifferentInterleavings(Policy policy) {
    Set<Long> hashes = new HashSet<>();
    for (long seed = 0; seed < 100; seed++) {
      hashes.add(
          traceHash(new SimOptions(seed, policy, 0, 0, 0, 1_000, 10_000, Long.MAX_VALUE, false)));
    }
    assertThat(hashes.size()).isGreaterThan(policy == Policy.UNIFORM ? 95 : 35);
  }

  @Test
  void schedulersSideBySideGiveTheSameTracesAsOneAlone() throws Exception {
    int seeds = 200;
    long[] alone = new long[seeds];
    for (int seed = 0; seed < seeds; seed++) {
      alone[seed] = traceHash(SimOptions.swarm(seed));
    }
    long[][] together = new long[3][seeds];
    List<Thread> threads = new ArrayList<>();
    for (long[] hashes : together) {
      threads.add(
          Thread.ofPlatform()
              .start(
                  () -> {
                    for (int seed = 0; seed < seeds; seed++) {
                      hashes[seed] = traceHash(SimOptions.swarm(seed));
                    }
                  }));
    }
    for (Thread thread : threads) {
      thread.join();
    }
    assertThat(together).isDeepEqualTo(new long[][] {alone, alone, alone});
  }

  @Test
  void timeJumpsToTheNextTimerAndTimersFireInOrder() {
    List<String> events = new ArrayList<>();
    try (SimScheduler sim = new SimScheduler(SimOptions.plain(3))) {
      for (int seconds : new int[] {30, 10, 20}) {
        sim.caller(
            "sleeper-" + seconds,
            () -> {
              sim.clock().pause(Duration.ofSeconds(seconds));
              events.add(seconds + " at " + sim.clock().nanos() / 1_000_000_000L);
            });
      }
      sim.clock().after(Duration.ofSeconds(15), () -> events.add("action"));
      sim.run().check();
    }
    assertThat(events).containsExactly("10 at 10", "action", "20 at 20", "30 at 30");
  }

  @Test
  void timersMayFireWhileOthersStillRunIfTheOptionsSaySo() {
    int early = 0;
    for (long seed = 0; seed < 50; seed++) {
      try (SimScheduler sim = new SimScheduler(SimOptions.plain(seed).withTimers(50))) {
        boolean[] done = new boolean[1];
        boolean[] late = new boolean[1];
        sim.caller(
            "worker",
            () -> {
              for (int i = 0; i < 20; i++) {
                Thread.yield();
              }
              done[0] = true;
            });
        sim.caller(
            "impatient",
            () -> {
              sim.clock().pause(Duration.ofSeconds(5));
              late[0] = !done[0];
            });
        sim.run().check();
        early += late[0] ? 1 : 0;
      }
    }
    assertThat(early).isBetween(10, 49);
  }

  @Test
  @DisplayName(
      "I1 an interrupt injected at every step ends a wait, keeps the flag or comes too late")
  void interruptIsInjectedAtEveryStep() {
    Set<String> endings = new HashSet<>();
    SimSweep sweep = new SimSweep(SimOptions::swarm, 0, 20, 1);
    SimSweep.Totals totals =
        sweep.everyStep(
            sim -> {
              CountDownLatch latch = new CountDownLatch(1);
              String[] ending = {"?"};
              SimThread waiter =
                  sim.caller(
                      "waiter",
                      () -> {
                        try {
                          latch.await();
                          Thread.yield();
                          ending[0] = Thread.interrupted() ? "flag" : "served";
                        } catch (InterruptedException e) {
                          ending[0] = "interrupted";
                        }
                      });
              sim.caller(
                  "server",
                  () -> {
                    Thread.yield();
                    latch.countDown();
                  });
              return SimSweep.Plan.checking(outcome -> endings.add(ending[0]))
                  .interrupting(List.of(waiter));
            });
    assertThat(endings).containsExactlyInAnyOrder("served", "flag", "interrupted");
    assertThat(totals.schedules()).isGreaterThan(20 * 4);
  }

  @Test
  void hookSeesEveryStepOnce() {
    List<Integer> seen = new ArrayList<>();
    try (SimScheduler sim = new SimScheduler(SimOptions.plain(5))) {
      mixture(sim);
      sim.onStep(seen::add);
      SimOutcome outcome = sim.run().check();
      assertThat(seen).hasSize(outcome.steps() + 1).isSorted().doesNotHaveDuplicates();
    }
  }

  @Test
  void threadsThatTheCodeStartsThroughTheJdkAreScheduledToo() {
    List<String> events = new ArrayList<>();
    try (SimScheduler sim = new SimScheduler(SimOptions.plain(7))) {
      sim.caller(
          "parent",
          () -> {
            Thread child =
                Thread.ofVirtual()
                    .start(
                        () -> {
                          Thread.yield();
                          events.add("child");
                        });
            child.join();
            events.add("joined");
            Thread.ofVirtual().start(LockSupport::park);
          });
      SimOutcome outcome = sim.run().check();
      assertThat(events).containsExactly("child", "joined");
      assertThat(outcome.services()).containsExactly("parent/2");
    }
  }

  @Test
  void sweepNamesSeedStepAndFaultOfAFailureAndReplaysIt() throws Exception {
    SimSweep.Scenario scenario =
        sim -> {
          boolean[] struck = new boolean[1];
          sim.caller(
              "waiter",
              () -> {
                for (int i = 0; i < 3; i++) {
                  Thread.yield();
                }
              });
          return SimSweep.Plan.checking(outcome -> assertThat(struck[0]).isFalse())
              .with("harmless", () -> {})
              .with("strike", () -> struck[0] = sim.steps() == 2);
        };
    SimSweep sweep = new SimSweep(SimOptions::plain, 40, 3, 1);
    assertThatThrownBy(() -> sweep.everyStep(scenario))
        .hasMessageContaining("seed 40, strike (fault 1) before step 2");
    assertThatThrownBy(() -> sweep.once(scenario, 40, 2, 1)).isInstanceOf(AssertionError.class);
    assertThat(sweep.once(scenario, 40, 1, 1).good()).isTrue();
  }
}
