// SPDX-License-Identifier: Apache-2.0
package dev.upq.proof.interleaving;

import dev.upq.config.Environment;
import dev.upq.config.HostPort;
import dev.upq.config.PgConfig;
import dev.upq.connection.ConnectionSetup;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * What happens in a schedule if nothing disturbs it. Immutable.
 *
 * @param name unique
 * @param most how many connections there may be
 * @param pooled whether the callers use the pool
 * @param timesOut whether deadlines pass in it by themselves
 * @param loses whether connections are lost in it by themselves
 * @param setup what its connections are made with, but for the seams
 * @param start starts the callers
 */
record Scenario(
    String name,
    int most,
    boolean pooled,
    boolean timesOut,
    boolean loses,
    ConnectionSetup setup,
    Consumer<World> start) {

  static final HostPort DB = new HostPort("db.example", 5432);

  private static final Environment NOWHERE = new Environment(Map.of(), Path.of("nowhere"), "app");

  /** Over a pool of that many connections. */
  static Scenario pooled(String name, int max, Consumer<World> start) {
    return new Scenario(name, max, true, false, false, setup("pool_max=" + max), start);
  }

  /** Over that many connections of their own. */
  static Scenario direct(String name, int connections, Consumer<World> start) {
    return new Scenario(name, connections, false, false, false, setup(""), start);
  }

  Scenario with(String settings) {
    return new Scenario(
        name, most, pooled, timesOut, loses, setup("pool_max=" + most + "&" + settings), start);
  }

  Scenario timingOut() {
    return new Scenario(name, most, pooled, true, loses, setup, start);
  }

  Scenario losing() {
    return new Scenario(name, most, pooled, timesOut, true, setup, start);
  }

  /** All of them. */
  static List<Scenario> all() {
    return Stream.of(PoolScenarios.all(), QueryScenarios.all(), TransactionScenarios.all())
        .flatMap(List::stream)
        .toList();
  }

  private static ConnectionSetup setup(String settings) {
    String uri =
        "postgresql://app@db.example/db?connect_timeout=20&pool_acquire_timeout=30"
            + (settings.contains("sslmode") ? "" : "&sslmode=disable")
            + (settings.isEmpty() ? "" : "&" + settings);
    return ConnectionSetup.of(PgConfig.parse(uri, NOWHERE));
  }

  @Override
  public String toString() {
    return name;
  }
}
