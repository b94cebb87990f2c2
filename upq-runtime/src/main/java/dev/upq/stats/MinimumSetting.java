// SPDX-License-Identifier: Apache-2.0
package dev.upq.stats;

import java.util.Set;
import jdk.jfr.SettingControl;

/**
 * How long something has to take to be recorded: {@code 10 ms}, {@code 500 us}, {@code 0 ns}. Of
 * several recordings the smallest counts; what cannot be read counts as the default, 10 ms.
 * Confined to the flight recorder, which writes it under a lock of its own; read by everyone.
 */
final class MinimumSetting extends SettingControl {

  private static final String DEFAULT = "10 ms";

  private volatile String value = DEFAULT;
  private volatile long nanos = parse(DEFAULT);

  /** For the flight recorder. */
  MinimumSetting() {}

  @Override
  public String combine(Set<String> values) {
    String smallest = DEFAULT;
    long least = Long.MAX_VALUE;
    for (String each : values) {
      if (parse(each) < least) {
        least = parse(each);
        smallest = each;
      }
    }
    return smallest;
  }

  @Override
  public void setValue(String text) {
    value = text;
    nanos = parse(text);
  }

  @Override
  public String getValue() {
    return value;
  }

  long nanos() {
    return nanos;
  }

  private static long parse(String text) {
    String trimmed = text.strip();
    int end = 0;
    while (end < trimmed.length() && trimmed.charAt(end) >= '0' && trimmed.charAt(end) <= '9') {
      end++;
    }
    long unit =
        switch (trimmed.substring(end).strip()) {
          case "ns" -> 1;
          case "us" -> 1_000;
          case "ms" -> 1_000_000;
          case "s" -> 1_000_000_000;
          default -> 0;
        };
    return end == 0 || end > 9 || unit == 0
        ? parse(DEFAULT)
        : Long.parseLong(trimmed.substring(0, end)) * unit;
  }
}
