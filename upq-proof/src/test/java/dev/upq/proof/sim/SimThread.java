// SPDX-License-Identifier: Apache-2.0
package dev.upq.proof.sim;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A virtual thread of a {@link SimScheduler}. Confined to the platform thread of its scheduler and
 * to that scheduler's own virtual threads.
 */
public final class SimThread {

  private final String name;
  private final boolean caller;
  private final int number;
  final Thread thread;
  @Nullable Runnable continuation;
  @Nullable Throwable failure;
  boolean finished;
  boolean ready;
  int priority;

  SimThread(SimScheduler scheduler, int number, String name, boolean caller, SimTask task) {
    this.number = number;
    this.name = name;
    this.caller = caller;
    this.thread =
        VirtualThreads.create(
            continuation -> scheduler.submitted(this, continuation), name, () -> runTask(task));
  }

  /** A thread that one of ours started through the JDK; it inherits the scheduler. */
  SimThread(int number, String name, Runnable continuation) {
    this.number = number;
    this.name = name;
    this.caller = false;
    this.thread = VirtualThreads.of(continuation);
    this.continuation = continuation;
  }

  private void runTask(SimTask task) {
    try {
      task.run();
    } catch (Throwable e) {
      failure = e;
    } finally {
      finished = true;
    }
  }

  public String name() {
    return name;
  }

  /**
   * True for a thread of the test itself, which must end; false for a service, which may wait for
   * ever.
   */
  public boolean caller() {
    return caller;
  }

  /** The order in which threads were made, from 0. */
  public int number() {
    return number;
  }

  public boolean finished() {
    return finished;
  }

  /** What its task threw. */
  public Optional<Throwable> failure() {
    return Optional.ofNullable(failure);
  }

  /** The Java thread, as {@link Thread#currentThread()} gives it there. */
  public Thread thread() {
    return thread;
  }

  /** Interrupts it; without effect once it has finished. */
  public void interrupt() {
    if (!finished) {
      thread.interrupt();
    }
  }

  boolean ended() {
    return finished || thread.getState() == Thread.State.TERMINATED;
  }

  /** Its name, its state and where it stands. */
  String stack() {
    StringBuilder text = new StringBuilder(name).append(' ').append(thread.getState());
    for (StackTraceElement frame : thread.getStackTrace()) {
      text.append("\n      at ").append(frame);
    }
    return text.toString();
  }

  @Override
  public String toString() {
    return name;
  }
}
