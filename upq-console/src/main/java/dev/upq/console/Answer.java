// SPDX-License-Identifier: Apache-2.0
package dev.upq.console;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/**
 * How every answer leaves: its headers of security, its length, nothing behind a HEAD. Stateless.
 *
 * <p>No answer repeats anything of its request.
 */
final class Answer {

  /** The page runs its own scripts and styles, talks to its own server, and nothing else. */
  private static final String POLICY =
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
          + "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

  private Answer() {}

  /** A whole answer; for HEAD its headers only. */
  static void send(HttpExchange exchange, int status, String type, byte[] body) throws IOException {
    Headers headers = head(exchange, type);
    if (exchange.getRequestMethod().equals("HEAD")) {
      headers.set("Content-Length", String.valueOf(body.length));
      exchange.sendResponseHeaders(status, -1);
      return;
    }
    exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
    if (body.length > 0) {
      try (OutputStream out = exchange.getResponseBody()) {
        out.write(body);
      }
    }
  }

  /** An error in one line of our own words. */
  static void refuse(HttpExchange exchange, int status, String line) throws IOException {
    send(
        exchange,
        status,
        "text/plain; charset=utf-8",
        (line + "\n").getBytes(StandardCharsets.UTF_8));
  }

  /** An answer whose length is not known: events. */
  static OutputStream open(HttpExchange exchange, String type) throws IOException {
    head(exchange, type);
    exchange.sendResponseHeaders(200, 0);
    return exchange.getResponseBody();
  }

  private static Headers head(HttpExchange exchange, String type) {
    Headers headers = exchange.getResponseHeaders();
    headers.set("Content-Type", type);
    headers.set("Content-Security-Policy", POLICY);
    headers.set("X-Content-Type-Options", "nosniff");
    headers.set("Referrer-Policy", "no-referrer");
    headers.set("X-Frame-Options", "DENY");
    headers.set("Cross-Origin-Resource-Policy", "same-origin");
    headers.set("Cross-Origin-Opener-Policy", "same-origin");
    headers.set("Cache-Control", "no-store");
    return headers;
  }
}
