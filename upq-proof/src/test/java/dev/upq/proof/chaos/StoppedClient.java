// SPDX-License-Identifier: Apache-2.0
package dev.upq.proof.chaos;

import dev.upq.PgPool;
import dev.upq.config.PgConfig;
import java.io.IOException;

/**
 * The main program of a JVM that is stopped and goes on: a pool of eight under load, until it is
 * told to end. One thread.
 */
public final class StoppedClient {

  private static final int MAX = 8;

  private StoppedClient() {}

  public static void main(String[] arguments) throws IOException {
    PgConfig config =
        PgConfig.parse(arguments[0])
            .with("application_name", "chaos")
            .with("pool_max", Integer.toString(MAX))
            .with("pool_min", Integer.toString(MAX));
    Ledger ledger = new Ledger();
    try (PgPool pool = Chaos.pool(config);
        Load load = Load.start(pool, ledger, 16, new Load.Deadlines(2_000, 2_500), 11)) {
      load.awaitRights(500);
      System.out.println("ready");
      sign();
      load.awaitRights(500);
      load.close();
      System.out.println(load.tally().failures() + " " + load.tally().wrong().size());
      System.err.println("chaos: C11 " + load.tally());
      sign();
    }
  }

  private static void sign() throws IOException {
    if (System.in.read() < 0) {
      throw new IOException("nobody is there any more");
    }
  }
}
