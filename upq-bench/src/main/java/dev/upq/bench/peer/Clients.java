// SPDX-License-Identifier: Apache-2.0
package dev.upq.bench.peer;

import dev.upq.bench.work.Client;
import dev.upq.bench.work.Peer;
import dev.upq.bench.work.Target;

/** Makes the client of a peer. Stateless. */
public final class Clients {

  private Clients() {}

  /** Connects as far as the client does by itself; what is offered then serves one workload. */
  public static Client of(Peer peer, Target target) {
    return switch (peer) {
      case UPQ -> new UpqClient(target);
      case UPQ_LANE -> new UpqLane(target);
      case UPQ_TYPED -> new UpqTyped(target);
      case PGJDBC -> new PgjdbcClient(target);
      case VERTX -> new VertxClient(target, false);
      case VERTX_LOOP -> new VertxClient(target, true);
      case R2DBC -> new R2dbcClient(target);
      case PGBENCH -> throw new IllegalArgumentException("pgbench is a program of its own");
    };
  }
}
