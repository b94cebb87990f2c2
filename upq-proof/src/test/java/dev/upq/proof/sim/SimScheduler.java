// SPDX-License-Identifier: Apache-2.0
package dev.upq.proof.sim;

import dev.upq.proof.sim.SimOutcome.End;
import java.time.Duration;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Runs real virtual threads one step at a time, in an order that a seed decides. Confined to the
 * platform thread that made it and to its own virtual threads; a wake-up from any other thread is
 * reported as a violation.
 *
 * <p>Life: make it, {@link #caller} and {@link #onStep}, {@link #run}, look, perhaps run again,
 * {@link #close}. A thread that parks while pinned (inside a class initialiser, say) would block
 * the platform thread, so code under test must not.
 */
public final class SimScheduler implements AutoCloseable {

  private static final long MONITOR_PATIENCE_NANOS = Duration.ofMillis(200).toNanos();

  private final Thread owner = Thread.currentThread();
  private final SimOptions options;
  private final SimRandom random;
  private final SimTimers timers = new SimTimers();
  private final SimClock clock = new SimClock(this, timers);
  private final SimCrew crew = new SimCrew(this);
  private final ReadyThreads ready;
  private final List<SimThread> threads = new ArrayList<>();
  private final List<String> trace = new ArrayList<>();
  private final List<String> violations = new ArrayList<>();
  private final Map<Runnable, SimThread> adopted = new IdentityHashMap<>(0);
  private final Queue<SimThread> wokenFromOutside = new ConcurrentLinkedQueue<>();
  private IntConsumer hook = step -> {};
  private int hookedStep = -1;
  private int steps;
  private long traceHash;
  private volatile @Nullable SimThread running;

  public SimScheduler(SimOptions options) {
    if (owner.isVirtual()) {
      throw new IllegalStateException("a scheduler runs on a platform thread");
    }
    this.options = options;
    this.random = new SimRandom(options.seed());
    this.ready = new ReadyThreads(options.policy(), random);
  }

  public SimOptions options() {
    return options;
  }

  public SimClock clock() {
    return clock;
  }

  public SimCrew crew() {
    return crew;
  }

  /** The source of choices, for models that choose too. */
  public SimRandom random() {
    return random;
  }

  /** Starts a thread that must end for the schedule to be finished. */
  public SimThread caller(String name, SimTask task) {
    return start(name, true, task);
  }

  /** Starts a thread that may wait for ever. */
  public SimThread service(String name, SimTask task) {
    return start(name, false, task);
  }

  /**
   * Called on the platform thread before each step with the number of steps taken so far, each
   * number once, and once more when nothing is left to run. May interrupt threads, cut links, move
   * the clock; must not block.
   */
  public void onStep(IntConsumer hook) {
    this.hook = hook;
  }

  /**
   * Runs until every caller has ended and nothing is runnable, or until a caller can never end, or
   * to a limit.
   */
  public SimOutcome run() {
    return outcome(loop(false, options.maxNanos()));
  }

  /**
   * As {@link #run}, but goes on firing timers for that much virtual time even when no caller is
   * left.
   */
  public SimOutcome runFor(Duration virtualTime) {
    return outcome(loop(true, clock.now() + virtualTime.toNanos()));
  }

  /** Steps taken so far. */
  public int steps() {
    return steps;
  }

  /** All threads ever started, in that order. */
  public List<SimThread> threads() {
    return List.copyOf(threads);
  }

  /** The names of the threads in the order of their steps, if the options ask for it. */
  public List<String> trace() {
    return List.copyOf(trace);
  }

  /**
   * Lets another thread run first if the seed says so. Without effect outside of simulated threads.
   */
  public void yieldPoint() {
    if (options.yieldPerMille() > 0 && simulated() && random.chance(options.yieldPerMille())) {
      Thread.yield();
    }
  }

  /** Records that the code under test broke a rule; the schedule goes on. */
  public void violation(String what) {
    violations.add(what);
  }

  /** The thread whose step this is. */
  public SimThread current() {
    SimThread thread = running;
    if (thread == null || thread.thread != Thread.currentThread()) {
      throw new IllegalStateException("not on a simulated thread of this scheduler");
    }
    return thread;
  }

  /** True on a simulated thread of this scheduler. */
  public boolean simulated() {
    SimThread thread = running;
    return thread != null && thread.thread == Thread.currentThread();
  }

  /** Drops the threads that have not ended: they never run again, and their stacks are garbage. */
  @Override
  public void close() {
    for (SimThread thread : threads) {
      if (!thread.ended()) {
        VirtualThreads.drop(thread.thread);
        thread.finished = true;
      }
    }
  }

  private SimThread start(String name, boolean caller, SimTask task) {
    SimThread thread = new SimThread(this, threads.size(), name, caller, task);
    thread.priority = ready.drawPriority();
    threads.add(thread);
    thread.thread.start();
    return thread;
  }

  /** A thread became runnable. Called by the JDK on the thread that woke it. */
  void submitted(SimThread executor, Runnable continuation) {
    SimThread thread = executor;
    if (executor.continuation == null) {
      executor.continuation = continuation;
    } else if (executor.continuation != continuation) {
      thread = adopted.computeIfAbsent(continuation, child -> adopt(executor, child));
    }
    if (Thread.currentThread() == owner || simulated()) {
      ready.add(thread);
    } else {
      wokenFromOutside.add(thread);
    }
  }

  private SimThread adopt(SimThread parent, Runnable continuation) {
    SimThread child =
        new SimThread(threads.size(), parent.name() + "/" + threads.size(), continuation);
    child.priority = ready.drawPriority();
    threads.add(child);
    return child;
  }

  private End loop(boolean timed, long untilNanos) {
    while (true) {
      if (hookedStep != steps) {
        hookedStep = steps;
        hook.accept(steps);
      }
      takeWokenFromOutside();
      fireDue();
      if (ready.isEmpty()) {
        boolean callersEnded = callersEnded();
        long next = timers.next();
        if (callersEnded && (!timed || next > untilNanos)) {
          return End.FINISHED;
        } else if (next == Long.MAX_VALUE) {
          return End.STUCK;
        } else if (next > untilNanos) {
          return End.TIME_LIMIT;
        }
        clock.jumpToNextTimer();
      } else if (steps >= options.maxSteps()) {
        return End.STEP_LIMIT;
      } else {
        if (random.chance(options.timerPerMille())) {
          clock.jumpToNextTimer();
          fireDue();
        }
        step(ready.next());
      }
    }
  }

  private void step(SimThread thread) {
    steps++;
    clock.tick(options.stepNanos());
    traceHash = SimRandom.mix(traceHash + thread.number() + 1);
    if (options.traced()) {
      trace.add(thread.name());
    }
    resume(thread);
    while (!thread.finished && thread.thread.getState() == Thread.State.BLOCKED) {
      if (!freedFromOutside(thread)) {
        violation(thread.name() + " waits for a monitor whose owner is parked");
        return;
      }
      ready.remove(thread);
      resume(thread);
    }
  }

  private void resume(SimThread thread) {
    running = thread;
    Runnable continuation = thread.continuation;
    if (continuation != null) {
      continuation.run();
    }
    running = null;
  }

  /**
   * The JDK frees a monitor's waiter from a platform thread of its own: waits for that, so that it
   * costs no step.
   */
  private boolean freedFromOutside(SimThread thread) {
    long until = System.nanoTime() + MONITOR_PATIENCE_NANOS;
    while (!wokenFromOutside.remove(thread)) {
      if (System.nanoTime() > until) {
        return false;
      }
      Thread.onSpinWait();
    }
    ready.add(thread);
    return true;
  }

  private void takeWokenFromOutside() {
    for (SimThread thread = wokenFromOutside.poll();
        thread != null;
        thread = wokenFromOutside.poll()) {
      violation(thread.name() + " was woken from outside: a real timed wait or a foreign thread");
      ready.add(thread);
    }
  }

  private void fireDue() {
    for (SimTimers.Timer timer = timers.due(clock.now());
        timer != null;
        timer = timers.due(clock.now())) {
      timer.action().run();
    }
  }

  private boolean callersEnded() {
    for (SimThread thread : threads) {
      if (thread.caller() && !thread.finished) {
        return false;
      }
    }
    return true;
  }

  private SimOutcome outcome(End end) {
    for (SimThread thread : threads) {
      if (thread.thread.getState() == Thread.State.TIMED_WAITING) {
        violation(thread.name() + " waits by the real clock");
      }
    }
    return SimOutcome.of(
        options, end, steps, clock.now(), traceHash, threads, List.copyOf(violations));
  }
}
