// SPDX-License-Identifier: Apache-2.0
package dev.upq.console;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import dev.upq.stats.MetricsFormat;
import dev.upq.stats.PgStatsRegistry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * {@code /metrics}: the registry's numbers in the format that the reader prefers, compressed where
 * it asks for that. Thread-safe.
 */
final class MetricsPage {

  private static final int MAX_HEADER_CHARS = 4_096;

  private final PgStatsRegistry stats;

  MetricsPage(PgStatsRegistry stats) {
    this.stats = stats;
  }

  void answer(HttpExchange exchange) throws IOException {
    Headers asked = exchange.getRequestHeaders();
    MetricsFormat format = MetricsFormat.forAccept(joined(asked, "Accept"));
    boolean gzip = gzip(joined(asked, "Accept-Encoding"));
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(16_384);
    try (OutputStream body = gzip ? new GZIPOutputStream(bytes) : bytes;
        Writer text = new OutputStreamWriter(body, StandardCharsets.UTF_8)) {
      stats.write(format, text);
    }
    Headers headers = exchange.getResponseHeaders();
    headers.set("Vary", "Accept, Accept-Encoding");
    if (gzip) {
      headers.set("Content-Encoding", "gzip");
    }
    Answer.send(exchange, 200, format.contentType(), bytes.toByteArray());
  }

  /** Several headers of a name are one list (RFC 9110, 5.3). */
  private static String joined(Headers headers, String name) {
    return headers.containsKey(name) ? String.join(",", headers.get(name)) : "";
  }

  /**
   * Whether gzip is asked for by its name and not refused by a weight of zero (RFC 9110, 12.5.3).
   */
  static boolean gzip(@Nullable String accepted) {
    if (accepted == null || accepted.length() > MAX_HEADER_CHARS) {
      return false;
    }
    for (String each : accepted.toLowerCase(Locale.ROOT).split(",", -1)) {
      String[] parts = each.split(";", -1);
      if (parts[0].strip().equals("gzip")) {
        return parts.length == 1 || !parts[1].strip().matches("q=0(\\.0{0,3})?");
      }
    }
    return false;
  }
}
