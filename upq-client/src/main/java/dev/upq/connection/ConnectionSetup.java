// SPDX-License-Identifier: Apache-2.0
package dev.upq.connection;

import dev.upq.catalogue.Catalogue;
import dev.upq.channel.ChannelLimits;
import dev.upq.channel.SystemTransport;
import dev.upq.channel.TcpOptions;
import dev.upq.channel.Transport;
import dev.upq.codec.BuiltinTypes;
import dev.upq.config.PgConfig;
import dev.upq.config.StatementSettings;
import dev.upq.crew.Crew;
import dev.upq.probe.Probe;
import dev.upq.row.RowMapping;
import dev.upq.statement.PreparedStatementRegistry;
import dev.upq.statement.TraceContext;
import dev.upq.time.Clock;
import dev.upq.type.PgTypeRegistry;

/**
 * What connections are made with, beside where they go. Immutable.
 *
 * @param config where they go and what they log in with
 * @param catalogue the types that they share
 * @param mapping how rows become records
 * @param registry the statements that they share
 * @param probe who is told
 * @param clock the seam for time
 * @param crew the seam for threads
 * @param transport the seam for links
 * @param limits of each channel
 * @param trace what statements say of the trace that they belong to
 */
public record ConnectionSetup(
    PgConfig config,
    Catalogue catalogue,
    RowMapping mapping,
    PreparedStatementRegistry registry,
    Probe probe,
    Clock clock,
    Crew crew,
    Transport transport,
    ChannelLimits limits,
    TraceContext trace) {

  /** What production uses. */
  public static ConnectionSetup of(PgConfig config) {
    TcpOptions tcp =
        new TcpOptions(
            config.tcpKeepAlive(),
            Math.toIntExact(config.tcpKeepAliveIdle().toSeconds()),
            Math.toIntExact(config.tcpKeepAliveInterval().toSeconds()),
            config.tcpKeepAliveCount());
    return new ConnectionSetup(
        config,
        new Catalogue(BuiltinTypes.registry()),
        RowMapping.scalars(),
        registry(config),
        Probe.NONE,
        Clock.system(),
        Crew.system(),
        SystemTransport.of(tcp, config.requirePeer()),
        ChannelLimits.standard().withMaxMessageBytes(config.maxMessageBytes()),
        TraceContext.NONE);
  }

  /** The types that are known without asking. */
  public PgTypeRegistry types() {
    return catalogue.given();
  }

  /** With other settings, beside those that seams were made of. */
  public ConnectionSetup withConfig(PgConfig other) {
    return new ConnectionSetup(
        other, catalogue, mapping, registry, probe, clock, crew, transport, limits, trace);
  }

  public ConnectionSetup withMapping(RowMapping other) {
    return new ConnectionSetup(
        config, catalogue, other, registry, probe, clock, crew, transport, limits, trace);
  }

  /** With other types than the built-in ones, and codecs by name. */
  public ConnectionSetup withTypes(PgTypeRegistry other) {
    return new ConnectionSetup(
        config,
        new Catalogue(other),
        mapping,
        registry,
        probe,
        clock,
        crew,
        transport,
        limits,
        trace);
  }

  public ConnectionSetup withProbe(Probe other) {
    return new ConnectionSetup(
        config, catalogue, mapping, registry, other, clock, crew, transport, limits, trace);
  }

  public ConnectionSetup withLimits(ChannelLimits other) {
    return new ConnectionSetup(
        config, catalogue, mapping, registry, probe, clock, crew, transport, other, trace);
  }

  /** With that behind the texts of its statements. */
  public ConnectionSetup withTrace(TraceContext other) {
    return new ConnectionSetup(
        config, catalogue, mapping, registry, probe, clock, crew, transport, limits, other);
  }

  /** With a registry that shares nothing with this one's. */
  public ConnectionSetup withOwnRegistry() {
    return new ConnectionSetup(
        config, catalogue, mapping, registry(config), probe, clock, crew, transport, limits, trace);
  }

  private static PreparedStatementRegistry registry(PgConfig config) {
    StatementSettings its = config.statements();
    return its.keepsPrepared()
        ? PreparedStatementRegistry.named(
            its.registrySize(), its.registryBytes(), its.prepareThreshold())
        : PreparedStatementRegistry.unnamed(its.registrySize(), its.registryBytes());
  }

  /** With time, threads and links of a test's own. */
  public ConnectionSetup withSeams(Clock time, Crew threads, Transport links) {
    return new ConnectionSetup(
        config, catalogue, mapping, registry, probe, time, threads, links, limits, trace);
  }
}
