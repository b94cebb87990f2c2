// SPDX-License-Identifier: Apache-2.0
package dev.upq.config;

import dev.upq.fault.PgConfigException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The lists of hosts, addresses and ports, brought together as libpq does. Stateless, thread-safe.
 *
 * <p>A host that is left out is the Unix-domain socket directory that has a socket for the port,
 * else {@code localhost}. (libpq has one directory compiled in and does not look.)
 */
final class Hosts {

  /** More hosts than this in one configuration are a mistake. */
  private static final int MAX_HOSTS = 256;

  private static final int DEFAULT_PORT = 5432;

  private Hosts() {}

  static List<HostPort> of(Settings settings, Environment environment) {
    List<String> addresses = list(settings, Setting.HOSTADDR);
    List<String> names = list(settings, Setting.HOST);
    int count = Math.max(1, addresses.isEmpty() ? names.size() : addresses.size());
    if (count > MAX_HOSTS) {
      throw new PgConfigException("setting \"host\" names more than " + MAX_HOSTS + " hosts");
    }
    if (!names.isEmpty() && names.size() != count) {
      throw new PgConfigException(
          "settings \"host\" and \"hostaddr\" must have the same number of elements, not "
              + names.size()
              + " and "
              + count);
    }
    List<Integer> ports = ports(settings, count);
    List<HostPort> out = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      String name = names.isEmpty() ? "" : names.get(i);
      String address = addresses.isEmpty() ? "" : addresses.get(i);
      out.add(host(settings, name, address, ports.get(i), environment));
    }
    return List.copyOf(out);
  }

  private static HostPort host(
      Settings settings, String name, String address, int port, Environment environment) {
    if (!address.isEmpty()) {
      try {
        InetAddress.ofLiteral(address);
      } catch (IllegalArgumentException e) {
        throw settings.refuse(Setting.HOSTADDR, "is not an IP address; use \"host\"");
      }
      return new HostPort(name.isEmpty() ? address : name, address, port);
    }
    return new HostPort(name.isEmpty() ? unnamedHost(port, environment) : name, port);
  }

  private static String unnamedHost(int port, Environment environment) {
    for (Path directory : environment.socketDirectories()) {
      if (Files.exists(directory.resolve(".s.PGSQL." + port))) {
        return directory.toString();
      }
    }
    return "localhost";
  }

  private static List<Integer> ports(Settings settings, int count) {
    List<String> texts = list(settings, Setting.PORT);
    if (texts.size() > 1 && texts.size() != count) {
      throw new PgConfigException(
          "setting \"port\" has "
              + texts.size()
              + " elements for "
              + count
              + (count == 1 ? " host" : " hosts")
              + "; give one port, or one for each host");
    }
    List<Integer> out = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      String text = texts.isEmpty() ? "" : texts.get(texts.size() == 1 ? 0 : i);
      out.add(text.isEmpty() ? DEFAULT_PORT : port(settings, text));
    }
    return out;
  }

  private static int port(Settings settings, String text) {
    String number = Texts.trim(text);
    String digits = number.startsWith("+") ? number.substring(1) : number;
    if (!digits.isEmpty() && digits.length() <= 10 && Texts.only(digits, "0123456789")) {
      long port = Long.parseLong(digits);
      if (port >= 1 && port <= 65_535) {
        return (int) port;
      }
    }
    throw settings.refuse(Setting.PORT, "is not a port from 1 to 65535");
  }

  private static List<String> list(Settings settings, Setting setting) {
    Optional<String> text = settings.text(setting);
    return text.isEmpty() ? List.of() : List.of(text.get().split(",", -1));
  }
}
