// SPDX-License-Identifier: Apache-2.0
package dev.upq.console;

import dev.upq.PgPool;
import dev.upq.stats.PgStatsRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Says what a console shows and where it listens. One thread at a time.
 *
 * <pre>{@code
 * PgConsole console = PgConsole.builder().watch(orders).watch(reports).port(9187).start();
 * }</pre>
 */
public final class PgConsoleBuilder {

  private static final int MOST_POOLS = 50;
  private static final int MOST_LISTENERS = 1_000;

  private final List<PgPool> pools = new ArrayList<>();
  private final List<ConsoleSection> sections = new ArrayList<>();
  private final Set<String> names = new HashSet<>();
  private String address = "127.0.0.1";
  private int port;
  private int listeners = 16;

  PgConsoleBuilder() {}

  /**
   * Shows this pool as well. All pools of a console count in one {@link PgStatsRegistry}: give it
   * to each with {@code PgPool.builder(uri).stats(registry)}.
   *
   * @throws IllegalArgumentException where the pool counts elsewhere than those before it, or there
   *     are 50 already
   */
  public PgConsoleBuilder watch(PgPool pool) {
    if (!pools.isEmpty() && pools.getFirst().stats() != pool.stats()) {
      throw new IllegalArgumentException(
          "the pools of a console count in one PgStatsRegistry: give it to each of them with"
              + " PgPool.builder(uri).stats(registry)");
    }
    if (pools.size() == MOST_POOLS) {
      throw new IllegalArgumentException("a console shows " + MOST_POOLS + " pools at most");
    }
    if (!pools.contains(pool)) {
      pools.add(pool);
    }
    return this;
  }

  /**
   * The address to listen on, as a literal or a name of this machine; {@code 127.0.0.1} where none
   * is given. Whoever reaches it sees statements, threads and server names, and is not asked for a
   * password: another address than the loopback one is told in a warning.
   */
  public PgConsoleBuilder address(String literalOrName) {
    address = literalOrName;
    return this;
  }

  /**
   * The port, 0 to 65535; with 0, as from the start, any free one, see {@link PgConsole#uri}.
   *
   * @throws IllegalArgumentException where it is out of bounds
   */
  public PgConsoleBuilder port(int number) {
    if (number < 0 || number > 65_535) {
      throw new IllegalArgumentException("a port is 0 to 65535: " + number);
    }
    port = number;
    return this;
  }

  /**
   * A name that the console may be asked for, beside addresses and {@code localhost}: for example
   * that of the machine. Requests for other names are refused, which keeps pages of other sites
   * out.
   */
  public PgConsoleBuilder hostName(String name) {
    names.add(name);
    return this;
  }

  /**
   * How many pages may be open at a time, 1 to 1,000; 16 where nothing is said.
   *
   * @throws IllegalArgumentException where it is out of bounds
   */
  public PgConsoleBuilder listeners(int most) {
    if (most < 1 || most > MOST_LISTENERS) {
      throw new IllegalArgumentException("listeners are 1 to " + MOST_LISTENERS + ": " + most);
    }
    listeners = most;
    return this;
  }

  /**
   * A table of your own below those of the pools.
   *
   * @throws IllegalArgumentException where its id is taken
   */
  public PgConsoleBuilder section(ConsoleSection section) {
    if (sections.stream().anyMatch(s -> s.id().equals(section.id()))) {
      throw new IllegalArgumentException("there is a section " + section.id() + " already");
    }
    sections.add(section);
    return this;
  }

  /**
   * Listens from now on.
   *
   * @throws IllegalStateException where no pool is to be shown
   * @throws UncheckedIOException where the address cannot be had: in use, or not of this machine
   */
  public PgConsole start() {
    if (pools.isEmpty()) {
      throw new IllegalStateException("nothing to show: watch(pool) first");
    }
    try {
      InetAddress where = InetAddress.getByName(address);
      return PgConsole.open(
          new InetSocketAddress(where, port),
          List.copyOf(pools),
          List.copyOf(sections),
          new HostRule(names),
          listeners);
    } catch (IOException failed) {
      throw new UncheckedIOException(
          "the console cannot listen on "
              + address
              + (port == 0 ? "" : ", port " + port)
              + ": "
              + failed.getMessage(),
          failed);
    }
  }
}
