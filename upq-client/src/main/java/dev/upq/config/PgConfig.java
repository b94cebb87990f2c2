// SPDX-License-Identifier: Apache-2.0
package dev.upq.config;

import dev.upq.auth.RequireAuth;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Everything that a connection, and a pool of them, is to be. Immutable and safe for use by any
 * thread; {@link #toString()} shows no secret.
 *
 * <p>Settings have libpq's names and meaning; each comes from the first of these that has it: the
 * connection string (or the builder), the service file, the PG* environment variables, the default.
 * What differs from libpq is always stricter, except for two times: {@code connect_timeout} is for
 * all hosts together and 10 seconds by default, and may be less than 2 seconds. Our own settings
 * are {@code query_timeout}, {@code scram_max_iterations}, {@code max_message_size}, {@code
 * max_result_size}, and those of {@link PoolSettings}, {@link StatementSettings} and {@link
 * ObservationSettings}.
 *
 * <p>Files are looked for when this object is made. The password file is read at every connect.
 *
 * @see <a href="https://www.postgresql.org/docs/18/libpq-connect.html">Database connection control
 *     functions</a>
 */
public final class PgConfig {

  private final Settings settings;
  private final Environment environment;
  private final Optional<CredentialsSupplier> supplier;
  private final List<HostPort> hosts;
  private final Session session;
  private final Security security;
  private final Limits limits;
  private final ObservationSettings observation;
  private final TargetSessionAttrs targetSessionAttrs;
  private final boolean loadBalanceHosts;
  private final List<String> warnings;

  PgConfig(Settings settings, Environment environment, Optional<CredentialsSupplier> supplier) {
    List<String> found = new ArrayList<>();
    this.settings = settings;
    this.environment = environment;
    this.supplier = supplier;
    this.hosts = Hosts.of(settings, environment);
    this.session = Session.of(settings, environment, supplier, found);
    this.security = Security.of(settings, environment, found);
    this.limits = Limits.of(settings, found);
    this.observation = ObservationSettings.of(settings);
    this.targetSessionAttrs = settings.choice(Setting.TARGET_SESSION_ATTRS, TargetSessionAttrs.ANY);
    this.loadBalanceHosts =
        settings.choice(Setting.LOAD_BALANCE_HOSTS, LoadBalance.DISABLE) == LoadBalance.RANDOM;
    this.warnings = List.copyOf(found);
  }

  private enum LoadBalance {
    DISABLE,
    RANDOM
  }

  /**
   * Reads a URI ({@code postgresql://...}) or {@code key=value} pairs; the rest comes from this
   * process's environment.
   *
   * @throws dev.upq.fault.PgConfigException in one line without any password, if a setting is
   *     unknown or malformed
   */
  public static PgConfig parse(String uriOrKeyValues) {
    return parse(uriOrKeyValues, Environment.system());
  }

  /** The same in another environment. */
  public static PgConfig parse(String uriOrKeyValues, Environment environment) {
    return new PgConfigBuilder(Settings.read(uriOrKeyValues), environment).build();
  }

  /** Everything from the service file, this process's environment and the defaults. */
  public static PgConfig fromEnvironment() {
    return parse("");
  }

  /**
   * A builder that begins with nothing; what it is not told comes from this process's environment.
   */
  public static PgConfigBuilder builder() {
    return builder(Environment.system());
  }

  /** The same in another environment. */
  public static PgConfigBuilder builder(Environment environment) {
    return new PgConfigBuilder(Map.of(), environment);
  }

  /** A builder that begins with these settings, and asks no environment for more. */
  public PgConfigBuilder toBuilder() {
    return new PgConfigBuilder(settings, environment, supplier);
  }

  /** The same with one setting changed, by its name in a connection string. */
  public PgConfig with(String setting, String value) {
    return toBuilder().set(setting, value).build();
  }

  /** The same with other hosts. */
  public PgConfig withHosts(List<HostPort> others) {
    return toBuilder().hosts(others).build();
  }

  /** The same with another database. */
  public PgConfig withDatabase(String other) {
    return toBuilder().database(other).build();
  }

  /** The same with another user. A database that was never named changes with it. */
  public PgConfig withUser(String other) {
    return toBuilder().user(other).build();
  }

  /** The same with a fixed password. */
  public PgConfig withPassword(Secret password) {
    return toBuilder().password(password).build();
  }

  /** The same with another source of passwords. */
  public PgConfig withCredentials(CredentialsSupplier other) {
    return toBuilder().credentials(other).build();
  }

  /** The hosts in the order given; at least one. */
  public List<HostPort> hosts() {
    return hosts;
  }

  /** What hosts are taken. */
  public TargetSessionAttrs targetSessionAttrs() {
    return targetSessionAttrs;
  }

  /** True where hosts and their addresses are tried in random order. */
  public boolean loadBalanceHosts() {
    return loadBalanceHosts;
  }

  public String database() {
    return session.database();
  }

  public String user() {
    return session.user();
  }

  /** Where the password comes from: ask at every connect. */
  public CredentialsSupplier credentials() {
    return session.credentials();
  }

  /** What the StartupMessage says besides user and database; in that order, without NUL. */
  public Map<String, String> startupParameters() {
    return session.startupParameters();
  }

  /** The lowest minor version of protocol 3 to accept: 0 or 2. */
  public int minProtocolMinor() {
    return session.minProtocolMinor();
  }

  /** The minor version of protocol 3 to ask for: 0 or 2. */
  public int maxProtocolMinor() {
    return session.maxProtocolMinor();
  }

  public SslMode sslMode() {
    return security.sslMode();
  }

  public SslNegotiation sslNegotiation() {
    return security.sslNegotiation();
  }

  /** Files that existed when this object was made; none with {@code sslmode=disable}. */
  public TlsFiles tlsFiles() {
    return security.tlsFiles();
  }

  /** Whether TLS names the host in the clear. */
  public boolean sslSni() {
    return security.sslSni();
  }

  /** The oldest version of TLS to accept. */
  public TlsVersion sslMinProtocolVersion() {
    return security.minTls();
  }

  /** The newest version of TLS to offer. */
  public TlsVersion sslMaxProtocolVersion() {
    return security.maxTls();
  }

  public ChannelBindingMode channelBinding() {
    return security.channelBinding();
  }

  /** The operating-system user that must own the server behind a Unix-domain socket. */
  public Optional<String> requirePeer() {
    return security.requirePeer();
  }

  /** Which authentication methods the server may use. */
  public RequireAuth requireAuth() {
    return security.requireAuth();
  }

  /** The time to connect to any of the hosts, authentication included; zero is no limit. */
  public Duration connectTimeout() {
    return limits.connectTimeout();
  }

  /** The time that a query may take; zero is no limit. */
  public Duration queryTimeout() {
    return limits.queryTimeout();
  }

  /** The largest iteration count of SCRAM to compute. */
  public int scramMaxIterations() {
    return limits.scramMaxIterations();
  }

  /** The largest message to accept, 30,000 to 1,073,741,823 bytes. */
  public int maxMessageBytes() {
    return limits.maxMessageBytes();
  }

  /** The largest result to keep in memory as a whole, in bytes. */
  public long maxResultBytes() {
    return limits.maxResultBytes();
  }

  /** Of a stream inside a transaction, about how much to ask for at a time, in bytes. */
  public int fetchBytes() {
    return limits.fetchBytes();
  }

  /** Prepared statements to keep on a connection, 0 to 65,536; 0 keeps none. */
  public int statementCacheSize() {
    return limits.statements().cacheSize();
  }

  /** What is kept of statements, and where. */
  public StatementSettings statements() {
    return limits.statements();
  }

  /** What a pool of connections is to be. */
  public PoolSettings pool() {
    return limits.pool();
  }

  /** What is counted and logged. */
  public ObservationSettings observation() {
    return observation;
  }

  /** The most connections of a pool, 1 to 10,000. */
  public int poolMax() {
    return limits.pool().max();
  }

  /** The connections that a pool keeps open, 0 to {@link #poolMax()}. */
  public int poolMin() {
    return limits.pool().min();
  }

  /** The time to wait for a connection of the pool; zero is no limit. */
  public Duration poolAcquireTimeout() {
    return limits.pool().acquireTimeout();
  }

  /**
   * How many one-shot statements of a pool may stand in line on one connection at once, from
   * setting {@code pool_pipeline_depth}; 1 to 1,024, 1 where each has a connection to itself.
   */
  public int poolPipelineDepth() {
    return limits.pool().pipelineDepth();
  }

  /** The most connections of a read lane that carry bursts, 1 to 10,000. */
  public int laneMax() {
    return limits.lane().max();
  }

  /** The most connections of a read lane on which statements run alone, 1 to 10,000. */
  public int laneAloneMax() {
    return limits.lane().aloneMax();
  }

  /** How long one statement may run in a burst, 1 ms to 1 hour. */
  public Duration laneStatementTimeout() {
    return limits.lane().statementTimeout();
  }

  /** The largest result of a read lane, in bytes. */
  public long laneResultBytes() {
    return limits.lane().resultBytes();
  }

  public boolean tcpKeepAlive() {
    return limits.keepAlive().on();
  }

  /** Silence before the first probe; zero leaves it to the system. */
  public Duration tcpKeepAliveIdle() {
    return limits.keepAlive().idle();
  }

  /** Time between two probes; zero leaves it to the system. */
  public Duration tcpKeepAliveInterval() {
    return limits.keepAlive().interval();
  }

  /** Probes without an answer before the connection is lost; zero leaves it to the system. */
  public int tcpKeepAliveCount() {
    return limits.keepAlive().count();
  }

  /** What was overlooked and why, one sentence each; empty where all is well. */
  public List<String> warnings() {
    return warnings;
  }

  @Override
  public String toString() {
    return "PgConfig[hosts="
        + hosts
        + ", database="
        + database()
        + ", user="
        + user()
        + ", sslmode="
        + sslMode().text()
        + ", pool_max="
        + poolMax()
        + "]";
  }
}
