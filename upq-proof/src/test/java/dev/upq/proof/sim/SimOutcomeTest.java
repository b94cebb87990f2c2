// SPDX-License-Identifier: Apache-2.0
package dev.upq.proof.sim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.upq.proof.sim.SimOutcome.End;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What the simulator says about schedules that do not end well. */
class SimOutcomeTest {

  private static final Object BLOCKER = new Object();

  /** A signal that is not kept: who parks after it was given waits for ever. */
  private static SimOutcome lostWakeUp(SimOptions options) {
    boolean[] flag = new boolean[1];
    AtomicReference<Thread> waiter = new AtomicReference<>();
    try (SimScheduler sim = new SimScheduler(options)) {
      sim.caller(
          "waiter",
          () -> {
            if (!flag[0]) {
              Thread.yield();
              waiter.set(Thread.currentThread());
              LockSupport.park(BLOCKER);
            }
          });
      sim.caller(
          "signaller",
          () -> {
            flag[0] = true;
            LockSupport.unpark(waiter.get());
          });
      return sim.run();
    }
  }

  @Test
  @DisplayName("Z4 a planted lost wake-up is reported with the waiter's stack")
  void plantedLostWakeUpIsReported() {
    int stuck = 0;
    for (long seed = 0; seed < 100; seed++) {
      SimOutcome outcome = lostWakeUp(SimOptions.swarm(seed));
      if (outcome.end() == End.STUCK) {
        stuck++;
        assertThat(outcome.unfinished()).hasSize(1);
        assertThat(outcome.unfinished().getFirst())
            .startsWith("waiter WAITING")
            .contains("LockSupport.park")
            .contains("SimOutcomeTest");
        assertThatThrownBy(outcome::check)
            .isInstanceOf(AssertionError.class)
            .hasMessageContaining("seed=" + seed);
      } else {
        assertThat(outcome.good()).isTrue();
      }
    }
    assertThat(stuck).isBetween(10, 90);
  }

  private static SimOutcome twoLocks(long seed, boolean sameOrder) {
    ReentrantLock first = new ReentrantLock();
    ReentrantLock second = new ReentrantLock();
    try (SimScheduler sim = new SimScheduler(SimOptions.swarm(seed))) {
      sim.caller("one", () -> both(first, second));
      sim.caller("two", () -> both(sameOrder ? first : second, sameOrder ? second : first));
      return sim.run();
    }
  }

  private static void both(ReentrantLock outer, ReentrantLock inner) {
    outer.lock();
    try {
      Thread.yield();
      inner.lock();
      inner.unlock();
    } finally {
      outer.unlock();
    }
  }

  @Test
  @DisplayName("Z4 a planted deadlock is reported, and is not where the locks have an order")
  void plantedDeadlockIsReported() {
    int stuck = 0;
    for (long seed = 0; seed < 100; seed++) {
      assertThat(twoLocks(seed, true).good()).isTrue();
      SimOutcome outcome = twoLocks(seed, false);
      if (outcome.end() == End.STUCK) {
        stuck++;
        assertThat(outcome.unfinished()).hasSize(2);
        assertThat(outcome.report()).contains("one WAITING", "two WAITING", "ReentrantLock.lock");
      }
    }
    assertThat(stuck).isBetween(10, 99);
  }

  @Test
  void endlessYieldingEndsAtTheStepLimit() {
    try (SimScheduler sim =
        new SimScheduler(SimOptions.plain(1).withLimits(500, Duration.ofHours(1)))) {
      sim.caller(
          "spinner",
          () -> {
            while (true) {
              Thread.yield();
            }
          });
      SimOutcome outcome = sim.run();
      assertThat(outcome.end()).isEqualTo(End.STEP_LIMIT);
      assertThat(outcome.steps()).isEqualTo(500);
    }
  }

  @Test
  void callerThatOutlastsTheTimeLimitIsReportedThoughTimersGoOn() {
    try (SimScheduler sim =
        new SimScheduler(SimOptions.plain(1).withLimits(100_000, Duration.ofMinutes(10)))) {
      sim.service(
          "housekeeper",
          () -> {
            while (true) {
              sim.clock().pause(Duration.ofSeconds(30));
            }
          });
      sim.caller("forgotten", LockSupport::park);
      SimOutcome outcome = sim.run();
      assertThat(outcome.end()).isEqualTo(End.TIME_LIMIT);
      assertThat(outcome.unfinished()).singleElement().asString().startsWith("forgotten");
    }
  }

  @Test
  void wakeUpFromOutsideIsAViolation() throws Exception {
    CountDownLatch parked = new CountDownLatch(1);
    try (SimScheduler sim = new SimScheduler(SimOptions.plain(1))) {
      SimThread sleeper =
          sim.caller(
              "sleeper",
              () -> {
                LockSupport.park(BLOCKER);
              });
      assertThat(sim.run().end()).isEqualTo(End.STUCK);
      Thread foreign =
          Thread.ofPlatform()
              .start(
                  () -> {
                    LockSupport.unpark(sleeper.thread());
                    parked.countDown();
                  });
      foreign.join();
      SimOutcome outcome = sim.run();
      assertThat(outcome.end()).isEqualTo(End.FINISHED);
      assertThat(outcome.violations()).singleElement().asString().contains("from outside");
    }
    assertThat(parked.getCount()).isZero();
  }

  @Test
  void waitingByTheRealClockIsAViolation() {
    try (SimScheduler sim = new SimScheduler(SimOptions.plain(1))) {
      sim.caller("sleeper", () -> Thread.sleep(Duration.ofDays(1)));
      SimOutcome outcome = sim.run();
      assertThat(outcome.end()).isEqualTo(End.STUCK);
      assertThat(outcome.violations()).containsExactly("sleeper waits by the real clock");
    }
  }

  @Test
  void failureOfATaskIsKeptAndMakesTheOutcomeBad() {
    try (SimScheduler sim = new SimScheduler(SimOptions.plain(1))) {
      SimThread broken =
          sim.caller(
              "broken",
              () -> {
                throw new IllegalStateException("planted");
              });
      SimOutcome outcome = sim.run();
      assertThat(outcome.end()).isEqualTo(End.FINISHED);
      assertThat(outcome.good()).isFalse();
      assertThat(broken.failure()).get().isInstanceOf(IllegalStateException.class);
    }
  }
}
