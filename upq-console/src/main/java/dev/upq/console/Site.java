// SPDX-License-Identifier: Apache-2.0
package dev.upq.console;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Optional;
import java.util.Set;

/**
 * Which path answers what; each request on a virtual thread of its own. Thread-safe.
 *
 * <p>In this order: whose name was asked for, how, and what. Nothing of a request but its path,
 * method and five headers is looked at, and nothing of it comes back.
 */
final class Site implements HttpHandler {

  private static final Set<String> METHODS = Set.of("GET", "HEAD");

  private final HostRule hosts;
  private final EventStream events;
  private final EventStream.FirstEvents first;
  private final MetricsPage metrics;
  private final HealthPage health;

  Site(
      HostRule hosts,
      EventStream events,
      EventStream.FirstEvents first,
      MetricsPage metrics,
      HealthPage health) {
    this.hosts = hosts;
    this.events = events;
    this.first = first;
    this.metrics = metrics;
    this.health = health;
  }

  @Override
  public void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      String path = exchange.getRequestURI().getRawPath();
      if (!hosts.allows(exchange.getRequestHeaders().getFirst("Host"))) {
        Answer.refuse(exchange, 400, "This console does not go by that host name.");
      } else if (!METHODS.contains(exchange.getRequestMethod())) {
        exchange.getResponseHeaders().set("Allow", "GET, HEAD");
        Answer.refuse(exchange, 405, "Only GET and HEAD are answered here.");
      } else if (path == null) {
        notFound(exchange);
      } else {
        answer(exchange, path);
      }
    }
  }

  private void answer(HttpExchange exchange, String path) throws IOException {
    switch (path) {
      case "/metrics" -> metrics.answer(exchange);
      case "/health" -> health.answer(exchange);
      case "/events" -> listen(exchange);
      default -> {
        Optional<Asset> asset = Asset.at(path);
        if (asset.isPresent()) {
          Answer.send(exchange, 200, asset.get().type(), asset.get().bytes());
        } else {
          notFound(exchange);
        }
      }
    }
  }

  private static void notFound(HttpExchange exchange) throws IOException {
    Answer.refuse(exchange, 404, "There is no such page; try /, /metrics or /health.");
  }

  /** A page of another site may not even take a listener's place. */
  private void listen(HttpExchange exchange) throws IOException {
    String site = exchange.getRequestHeaders().getFirst("Sec-Fetch-Site");
    if (site != null && !site.equals("same-origin") && !site.equals("none")) {
      Answer.refuse(exchange, 403, "Events are for this console's own page.");
    } else if (exchange.getRequestMethod().equals("HEAD")) {
      Answer.send(exchange, 200, "text/event-stream", new byte[0]);
    } else if (!events.enter()) {
      Answer.refuse(exchange, 503, "Too many listen already.");
    } else {
      // From here on the place is given back by serve.
      OutputStream out;
      try {
        out = Answer.open(exchange, "text/event-stream");
      } catch (IOException | RuntimeException failed) {
        events.leave();
        throw failed;
      }
      events.serve(out, first);
    }
  }
}
