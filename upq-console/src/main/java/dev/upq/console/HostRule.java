// SPDX-License-Identifier: Apache-2.0
package dev.upq.console;

import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Which Host headers are answered. Immutable.
 *
 * <p>A page of somebody else may give its own name this machine's address (DNS rebinding), and its
 * scripts would then be of the same origin as the console. Such a request carries that name. So an
 * address, {@code localhost}, and names that were given here are answered, and no other.
 */
final class HostRule {

  private static final Pattern V4 = Pattern.compile("\\d{1,3}(\\.\\d{1,3}){3}");
  private static final Pattern V6 = Pattern.compile("\\[[0-9a-fA-F:.]{2,45}]");
  private static final Pattern PORT = Pattern.compile(":\\d{1,5}");

  private final Set<String> names;

  HostRule(Set<String> names) {
    this.names = Set.copyOf(names.stream().map(n -> n.toLowerCase(Locale.ROOT)).toList());
  }

  boolean allows(@Nullable String header) {
    if (header == null) {
      return false;
    }
    int colon = header.lastIndexOf(':');
    boolean port = colon > header.lastIndexOf(']') && colon >= 0;
    String host = port ? header.substring(0, colon) : header;
    if (port && !PORT.matcher(header.substring(colon)).matches()) {
      return false;
    }
    return V4.matcher(host).matches()
        || V6.matcher(host).matches()
        || host.equalsIgnoreCase("localhost")
        || names.contains(host.toLowerCase(Locale.ROOT));
  }
}
