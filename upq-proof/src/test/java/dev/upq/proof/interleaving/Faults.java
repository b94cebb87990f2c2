// SPDX-License-Identifier: Apache-2.0
package dev.upq.proof.interleaving;

import dev.upq.proof.interleaving.World.Disturbance;
import dev.upq.proof.sim.SimCable.Cut;
import dev.upq.proof.sim.SimLink;
import dev.upq.proof.sim.SimSweep.Plan;
import dev.upq.proof.sim.SimThread;
import dev.upq.proof.sim.SimTransport.Reach;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/** What can strike before a step. Stateless. */
final class Faults {

  private static final Duration OUTAGE = Duration.ofMillis(20);
  private static final int MOST_STEPS = 40;

  private Faults() {}

  /** I1: each caller is interrupted; all of them are. */
  static Plan interrupts(Plan plan, World world) {
    Plan all = plan;
    for (SimThread caller : world.callers()) {
      all = all.with("interrupt " + caller.name(), () -> world.strike(caller));
    }
    return all.with("interrupt all", () -> world.callers().forEach(world::strike));
  }

  /** I2: a deadline, the end of the pool, of a link or of the server. */
  static Plan others(Plan plan, World world) {
    return plan.with("the next timer fires", () -> nextTimer(world))
        .with("the pool is closed", () -> close(world))
        .with("the newest link is reset", () -> reset(world))
        .with("the oldest session's link ends", () -> end(world))
        .with("the server crashes", () -> crash(world));
  }

  /**
   * I1 and I2 together: each caller is interrupted, and a few steps later something else strikes.
   */
  static Plan both(Plan plan, World world) {
    Plan all = plan;
    for (SimThread caller : world.callers()) {
      all =
          all.with(
              "interrupt " + caller.name() + " and more",
              () -> {
                world.strike(caller);
                later(world, second(world));
              });
    }
    return all;
  }

  private static Runnable second(World world) {
    return switch (world.sim.random().below(6)) {
      case 0 -> () -> nextTimer(world);
      case 1 -> () -> close(world);
      case 2 -> () -> reset(world);
      case 3 -> () -> end(world);
      case 4 -> () -> crash(world);
      default -> () -> world.callers().forEach(world::strike);
    };
  }

  private static void later(World world, Runnable strike) {
    long nanos = world.sim.options().stepNanos() * world.sim.random().below(MOST_STEPS);
    world.sim.clock().after(Duration.ofNanos(nanos), strike);
  }

  private static void nextTimer(World world) {
    world.disturb(Disturbance.CLOCK);
    world.sim.clock().jumpToNextTimer();
  }

  private static void close(World world) {
    if (world.scenario.pooled()) {
      world.disturb(Disturbance.CLOSE);
      world.sim.caller("closer", world.pool::close);
    }
  }

  private static void reset(World world) {
    world.disturb(Disturbance.LINK);
    open(world.network.links())
        .reduce((older, newer) -> newer)
        .ifPresent(link -> link.cable().cut(Cut.RESET));
  }

  /**
   * Not the link over which a statement is cancelled: its end is the server's word that the signal
   * was given, and nobody can tell a forged one from it.
   */
  private static void end(World world) {
    world.disturb(Disturbance.LINK);
    open(world.sessionLinks()).findFirst().ifPresent(link -> link.cable().cut(Cut.END_OF_STREAM));
  }

  private static Stream<SimLink> open(List<SimLink> links) {
    return links.stream().filter(link -> !link.aborted());
  }

  /** Every session is gone at once, and for a while nobody listens. */
  private static void crash(World world) {
    world.disturb(Disturbance.LINK);
    world.server.crash();
    world.listener.reach(Reach.REFUSED);
    world.sim.clock().after(OUTAGE, () -> world.listener.reach(Reach.UP));
  }
}
