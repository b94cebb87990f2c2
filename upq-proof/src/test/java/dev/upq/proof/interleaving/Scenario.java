// SPDX-License-Identifier: Apache-2.0
package dev.upq.proof.interleaving;

import dev.upq.channel.ChannelLimits;
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
 * @param lane how many of them belong to the read lane
 * @param pooled whether the callers use the pool
 * @param timesOut whether deadlines pass in it by themselves
 * @param loses whether connections are lost in it by themselves
 * @param heavy whether one schedule takes so long that a fault strikes before a drawn step only
 * @param setup what its connections are made with, but for the seams
 * @param start starts the callers
 */
record Scenario(
    String name,
    int most,
    int lane,
    boolean pooled,
    boolean timesOut,
    boolean loses,
    boolean heavy,
    ConnectionSetup setup,
    Consumer<World> start) {

  static final HostPort DB = new HostPort("db.example", 5432);

  private static final int NARROW_BYTES = 64;
  private static final Environment NOWHERE = new Environment(Map.of(), Path.of("nowhere"), "app");

  /** Over a pool of that many connections. */
  static Scenario pooled(String name, int max, Consumer<World> start) {
    return new Scenario(name, max, 0, true, false, false, false, setup("pool_max=" + max), start);
  }

  /** Over that many connections of their own. */
  static Scenario direct(String name, int connections, Consumer<World> start) {
    return new Scenario(name, connections, 0, false, false, false, false, setup(""), start);
  }

  /** Over a pool of one connection, and a lane of that many and one for what runs alone. */
  static Scenario inLane(String name, int carriers, String settings, Consumer<World> start) {
    return new Scenario(
        name,
        carriers + 2,
        carriers + 1,
        true,
        false,
        false,
        false,
        setup("pool_max=1&lane_alone_max=1&lane_max=" + carriers + settings),
        start);
  }

  /** How many connections the pool may have. */
  int poolMax() {
    return most - lane;
  }

  Scenario with(String settings) {
    return with(setup("pool_max=" + most + "&" + settings));
  }

  /** With little room for what waits to be read or written, so that threads hold each other up. */
  Scenario narrow() {
    return with(
        setup.withLimits(
            new ChannelLimits(
                setup.limits().maxMessageBytes(),
                NARROW_BYTES,
                NARROW_BYTES,
                setup.limits().cancelEnd(),
                setup.limits().drain())));
  }

  private Scenario with(ConnectionSetup other) {
    return new Scenario(name, most, lane, pooled, timesOut, loses, heavy, other, start);
  }

  Scenario timingOut() {
    return new Scenario(name, most, lane, pooled, true, loses, heavy, setup, start);
  }

  Scenario losing() {
    return new Scenario(name, most, lane, pooled, timesOut, true, heavy, setup, start);
  }

  Scenario asHeavy() {
    return new Scenario(name, most, lane, pooled, timesOut, loses, true, setup, start);
  }

  /** All of them. */
  static List<Scenario> all() {
    return Stream.of(
            PoolScenarios.all(),
            SupervisorScenarios.all(),
            QueryScenarios.all(),
            LineScenarios.all(),
            LaneScenarios.all(),
            TransactionScenarios.all())
        .flatMap(List::stream)
        .toList();
  }

  private static ConnectionSetup setup(String settings) {
    String uri =
        "postgresql://app@db.example/db?connect_timeout=20&pool_acquire_timeout=30&transaction_pooler=0"
            + (settings.contains("sslmode") ? "" : "&sslmode=disable")
            + (settings.isEmpty() ? "" : "&" + settings);
    return ConnectionSetup.of(PgConfig.parse(uri, NOWHERE));
  }

  @Override
  public String toString() {
    return name;
  }
}
