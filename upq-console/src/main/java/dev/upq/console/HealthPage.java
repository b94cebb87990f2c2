// SPDX-License-Identifier: Apache-2.0
package dev.upq.console;

import com.sun.net.httpserver.HttpExchange;
import dev.upq.PgPool;
import dev.upq.pool.PgReconnectSupervisor;
import dev.upq.pool.PoolState;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;

/**
 * {@code /health}: 200 while every pool can serve, 503 where one cannot. Thread-safe.
 *
 * <p>Asks the supervisors and no server, so it costs nothing and never hangs. A pool that the
 * program has paused is as the program wants it, and one that refills or has lost some connections
 * still serves: those are 200.
 */
final class HealthPage {

  private final Map<String, PgPool> pools;

  HealthPage(Map<String, PgPool> pools) {
    this.pools = pools;
  }

  void answer(HttpExchange exchange) throws IOException {
    boolean up = true;
    Json json = new Json().array();
    for (Map.Entry<String, PgPool> each : pools.entrySet()) {
      PgReconnectSupervisor.State state = each.getValue().supervisor().state();
      PoolState connections = each.getValue().state();
      up &= serves(state);
      json.object()
          .field("name", each.getKey())
          .field("state", state.name().toLowerCase(Locale.ROOT))
          .field("connections", connections.idle() + connections.lent())
          .field("max", connections.max())
          .field("waiting", connections.waiting())
          .endObject();
    }
    json.endArray();
    String body = "{\"status\":\"" + (up ? "up" : "down") + "\",\"pools\":" + json + "}\n";
    Answer.send(
        exchange,
        up ? 200 : 503,
        "application/json; charset=utf-8",
        body.getBytes(StandardCharsets.UTF_8));
  }

  private static boolean serves(PgReconnectSupervisor.State state) {
    return switch (state) {
      case HEALTHY, REFILLING, DEGRADED, PAUSED -> true;
      case DOWN, REFUSED, CLOSED -> false;
    };
  }
}
