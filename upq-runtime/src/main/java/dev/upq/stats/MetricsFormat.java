// SPDX-License-Identifier: Apache-2.0
package dev.upq.stats;

import java.util.Locale;

/**
 * The text formats that metrics are shown in.
 *
 * @see <a href="https://prometheus.io/docs/instrumenting/exposition_formats/">Prometheus text
 *     format 0.0.4</a>
 * @see <a href="https://github.com/prometheus/OpenMetrics/blob/main/specification/OpenMetrics.md">
 *     OpenMetrics 1.0</a>
 */
public enum MetricsFormat {
  /** The text format of Prometheus, version 0.0.4. */
  PROMETHEUS("text/plain; version=0.0.4; charset=utf-8"),
  /** OpenMetrics 1.0. */
  OPEN_METRICS("application/openmetrics-text; version=1.0.0; charset=utf-8");

  private static final int MAX_ACCEPT_CHARS = 4_096;

  private final String contentType;

  MetricsFormat(String contentType) {
    this.contentType = contentType;
  }

  /** The value of {@code Content-Type}. */
  public String contentType() {
    return contentType;
  }

  /**
   * The format that a reader prefers who sends this {@code Accept}; the older one where it says
   * nothing, or nothing that is understood.
   *
   * @param accept the header's value; empty where there is none
   */
  public static MetricsFormat forAccept(String accept) {
    if (accept.length() > MAX_ACCEPT_CHARS) {
      return PROMETHEUS;
    }
    int open = -1;
    int plain = -1;
    int any = -1;
    for (String range : accept.split(",", -1)) {
      String[] parts = range.toLowerCase(Locale.ROOT).split(";", -1);
      int quality = quality(parts);
      switch (parts[0].strip()) {
        case "application/openmetrics-text" -> open = understood(parts) ? quality : open;
        case "text/plain" -> plain = Math.max(plain, quality);
        case "*/*", "text/*" -> any = Math.max(any, quality);
        case "" -> {}
        default -> {}
      }
    }
    return open > 0 && open >= (plain < 0 ? any : plain) ? OPEN_METRICS : PROMETHEUS;
  }

  /** Without a version, or with one that we write. */
  private static boolean understood(String[] parts) {
    for (int i = 1; i < parts.length; i++) {
      String part = parts[i].strip();
      if (part.startsWith("version=")) {
        String version = part.substring("version=".length()).strip().replace("\"", "");
        return version.equals("1.0.0") || version.equals("0.0.1");
      }
    }
    return true;
  }

  /** In thousandths, 0 to 1,000; what is not a number counts as nothing. */
  private static int quality(String[] parts) {
    for (int i = 1; i < parts.length; i++) {
      String part = parts[i].strip();
      if (part.startsWith("q=")) {
        return thousandths(part.substring(2).strip());
      }
    }
    return 1_000;
  }

  private static int thousandths(String text) {
    if (text.isEmpty() || text.length() > 5 || (text.charAt(0) != '0' && text.charAt(0) != '1')) {
      return 0;
    }
    if (text.length() > 1 && text.charAt(1) != '.') {
      return 0;
    }
    int value = (text.charAt(0) - '0') * 1_000;
    int worth = 100;
    for (int i = 2; i < text.length(); i++, worth /= 10) {
      char digit = text.charAt(i);
      if (digit < '0' || digit > '9') {
        return 0;
      }
      value += (digit - '0') * worth;
    }
    return Math.min(value, 1_000);
  }
}
