// SPDX-License-Identifier: Apache-2.0
package dev.upq.proof.sim;

import dev.upq.crew.Crew;

/**
 * Starts every thread, offloaded work too, as a service of the scheduler. Confined to its
 * scheduler's threads.
 */
public final class SimCrew implements Crew {

  private final SimScheduler scheduler;

  SimCrew(SimScheduler scheduler) {
    this.scheduler = scheduler;
  }

  @Override
  public void start(String name, Runnable task) {
    scheduler.service(name, task::run);
    scheduler.yieldPoint();
  }

  @Override
  public void offload(String name, Runnable task) {
    start(name, task);
  }

  @Override
  public void offloadHashing(String name, Runnable task) {
    start(name, task);
  }
}
