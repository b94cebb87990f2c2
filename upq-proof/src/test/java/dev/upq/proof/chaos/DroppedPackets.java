// SPDX-License-Identifier: Apache-2.0
package dev.upq.proof.chaos;

import dev.upq.PgPool;
import java.io.IOException;
import java.time.Duration;

/**
 * The main program of a JVM in a network of its own, whose only interface is taken down under load
 * and up again: packets vanish, nobody acknowledges anything. One thread.
 */
public final class DroppedPackets {

  private static final int MAX = 16;

  private DroppedPackets() {}

  /** Prints the worst overrun of a deadline in milliseconds, right answers, and wrong ones. */
  public static void main(String[] arguments) throws IOException, InterruptedException {
    Duration down = Duration.ofMillis(Long.parseLong(arguments[1]));
    link("up");
    try (Site site = Site.plain()) {
      Baseline before = Baseline.now();
      Ledger ledger = new Ledger();
      PgPool pool = Chaos.pool(site.config().with("pool_max", Integer.toString(MAX)));
      try (Load load = Load.start(pool, ledger, 64, new Load.Deadlines(50, 600), 6)) {
        load.awaitRights(300);
        link("down");
        Chaos.pause(down);
        long rights = load.tally().rights();
        link("up");
        load.awaitRights(300);
        site.judge(pool, load, ledger, before);
        System.err.println("chaos: C5 packets vanish for " + down + ": " + load.tally());
        System.out.println(
            load.tally().worstOverrun().toMillis()
                + " "
                + rights
                + " "
                + load.tally().wrong().size());
      } finally {
        pool.close();
      }
    }
  }

  private static void link(String state) throws IOException, InterruptedException {
    int status = new ProcessBuilder("ip", "link", "set", "lo", state).inheritIO().start().waitFor();
    if (status != 0) {
      throw new IOException("ip link set lo " + state + " ended with " + status);
    }
  }
}
