// SPDX-License-Identifier: Apache-2.0
package dev.upq.connection;

import dev.upq.auth.GsBinding;
import dev.upq.channel.Endpoint;
import dev.upq.channel.Opening;
import dev.upq.channel.TlsSettings;
import dev.upq.channel.Transport;
import dev.upq.config.HostPort;
import dev.upq.config.PgConfig;
import dev.upq.config.Secret;
import dev.upq.config.SslMode;
import dev.upq.config.SslNegotiation;
import dev.upq.config.TargetSessionAttrs;
import dev.upq.exchange.Encryption;
import dev.upq.exchange.Login;
import dev.upq.exchange.Session;
import dev.upq.exchange.Startup;
import dev.upq.fault.PgConfigException;
import dev.upq.fault.PgConnectException;
import dev.upq.fault.PgConnectException.Reason;
import dev.upq.fault.PgException;
import dev.upq.fault.PgProtocolException;
import dev.upq.fault.SqlState;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One attempt to connect: host after host, address after address, with and without TLS as the mode
 * asks. Runs on a thread of the crew; {@link #abandon()} may be called by another.
 *
 * <p>A server that lets us not in ends the attempt, as in libpq: the next host is tried only where
 * a host could not be reached, was not ready, or has the wrong role.
 */
final class ConnectAttempt implements Runnable {

  private final ConnectionSetup setup;
  private final PgConfig config;
  private final HostMemory memory;
  private final Connector.Handover handover;
  private final ConnectReport report;

  private final ReentrantLock lock = new ReentrantLock();
  // Guarded by lock.
  private @Nullable Opening current;
  private boolean abandoned;

  // Written by the attempt's thread.
  private volatile @Nullable HostPort trying;

  // Of the attempt's thread: the server of the last try has said that it does no TLS.
  private boolean tlsDeclined;

  ConnectAttempt(ConnectionSetup setup, HostMemory memory, Connector.Handover handover) {
    this.setup = setup;
    this.memory = memory;
    this.config = setup.config();
    this.handover = handover;
    this.report = new ConnectReport(config);
  }

  ConnectReport report() {
    return report;
  }

  /** Time is over: the host that is being tried has not answered in it. */
  void late() {
    HostPort silent = trying;
    if (silent != null) {
      memory.failed(silent, setup.clock().nanos());
    }
  }

  /** The caller has left: ends the attempt wherever it stands. */
  void abandon() {
    Opening open;
    lock.lock();
    try {
      abandoned = true;
      open = current;
    } finally {
      lock.unlock();
    }
    if (open != null) {
      open.abort();
    }
  }

  @Override
  public void run() {
    try {
      PgConnection made = anyHost();
      if (!handover.offer(made)) {
        made.close();
      }
    } catch (PgException failed) {
      handover.fail(failed);
    } catch (RuntimeException | Error unforeseen) {
      handover.fail(Connector.unforeseen(unforeseen));
    }
  }

  private PgConnection anyHost() {
    List<HostPort> hosts = new ArrayList<>(config.hosts());
    if (config.loadBalanceHosts()) {
      Collections.shuffle(hosts);
    }
    boolean standbyFirst = config.targetSessionAttrs() == TargetSessionAttrs.PREFER_STANDBY;
    hosts = memory.order(hosts, setup.clock().nanos());
    Optional<PgConnection> made =
        hosts(hosts, standbyFirst ? TargetSessionAttrs.STANDBY : config.targetSessionAttrs());
    if (made.isEmpty() && standbyFirst) {
      made = hosts(hosts, TargetSessionAttrs.ANY);
    }
    if (made.isEmpty()) {
      throw report.exception();
    }
    return made.get();
  }

  private Optional<PgConnection> hosts(List<HostPort> hosts, TargetSessionAttrs wanted) {
    for (HostPort host : hosts) {
      trying = host;
      for (Endpoint endpoint : resolve(host)) {
        try {
          PgConnection made = endpoint(host, endpoint);
          memory.succeeded(host);
          if (fits(made, wanted)) {
            return Optional.of(made);
          }
          made.close();
          report.failed(host, wrongRole(wanted));
        } catch (PgConnectException failed) {
          report.failed(host, failed);
          if (isFinal(failed)) {
            throw report.exception();
          }
          memory.failed(host, setup.clock().nanos());
        }
      }
    }
    return Optional.empty();
  }

  /** A connection whose server cannot be asked for its role is closed. */
  private static boolean fits(PgConnection made, TargetSessionAttrs wanted) {
    try {
      return Role.fits(made, wanted);
    } catch (PgException unasked) {
      made.close();
      throw new PgConnectException(
          Reason.WRONG_ROLE,
          "the server cannot be asked for its role: " + unasked.getMessage(),
          null,
          unasked);
    }
  }

  private List<Endpoint> resolve(HostPort host) {
    report.stage("resolving " + host);
    try {
      Transport transport = setup.transport();
      List<Endpoint> endpoints =
          new ArrayList<>(
              transport.asks(host)
                  ? Errand.run(setup, new Resolving(transport, host))
                  : transport.resolve(host));
      if (config.loadBalanceHosts()) {
        Collections.shuffle(endpoints);
      }
      return endpoints;
    } catch (IOException failed) {
      report.failed(host, ConnectReport.of(failed, false));
      memory.failed(host, setup.clock().nanos());
      return List.of();
    }
  }

  /** The look-up of a host's addresses. Immutable. */
  private record Resolving(Transport transport, HostPort host)
      implements Errand.Work<List<Endpoint>> {
    @Override
    public List<Endpoint> run() throws IOException {
      return transport.resolve(host);
    }
  }

  /** One address: the kinds of encryption that the mode allows, in its order. */
  private PgConnection endpoint(HostPort host, Endpoint endpoint) {
    List<TlsPlan> plans = TlsPlan.of(config.sslMode(), endpoint);
    PgConnectException first = null;
    for (TlsPlan plan : plans) {
      try {
        return withFallback(host, endpoint, plan);
      } catch (PgConnectException failed) {
        if (plan == plans.getLast() || tlsDeclined || !TlsPlan.mayTryOther(failed)) {
          throw first == null || plan != plans.getLast() ? failed : TlsPlan.better(first, failed);
        }
        first = failed;
      }
    }
    throw new IllegalStateException("no plan for " + config.sslMode());
  }

  /**
   * A server or pooler that does not know protocol 3.2 may refuse it instead of negotiating: 3.0 is
   * tried then.
   */
  private PgConnection withFallback(HostPort host, Endpoint endpoint, TlsPlan plan) {
    int newest = config.maxProtocolMinor();
    try {
      return once(host, endpoint, plan, newest);
    } catch (PgConnectException refused) {
      boolean version =
          refused.reason() == Reason.PROTOCOL
              && refused
                  .sqlState()
                  .filter(
                      state ->
                          state.equals(SqlState.PROTOCOL_VIOLATION)
                              || state.equals(SqlState.FEATURE_NOT_SUPPORTED))
                  .isPresent();
      if (!version || newest == 0 || config.minProtocolMinor() > 0) {
        throw refused;
      }
      return once(host, endpoint, plan, 0);
    }
  }

  private PgConnection once(HostPort host, Endpoint endpoint, TlsPlan plan, int newestMinor) {
    Opening opening =
        new Opening(
            new CountedLink(setup.transport().open(endpoint), setup.probe()),
            config.maxMessageBytes(),
            setup.crew(),
            setup.clock());
    boolean inTls = false;
    boolean done = false;
    tlsDeclined = false;
    try {
      adopt(opening);
      report.stage("connecting to " + host);
      opening.connect();
      if (plan.encrypts()) {
        inTls = true;
        report.stage("TLS handshake with " + host);
        encrypt(opening, host, plan);
        inTls = false;
      }
      report.stage("login at " + host);
      Session session = Startup.run(opening, login(host, endpoint, newestMinor));
      PgConnection made =
          PgConnection.start(
              setup,
              opening,
              session,
              new CancelPath(setup, host, endpoint, session, opening.encrypted()),
              host);
      done = true;
      return made;
    } catch (IOException failed) {
      throw ConnectReport.of(failed, inTls);
    } catch (PgProtocolException broken) {
      throw new PgConnectException(
          Reason.PROTOCOL, String.valueOf(broken.getMessage()), null, broken);
    } catch (PgConfigException unusable) {
      throw new PgConnectException(
          inTls ? Reason.TLS : Reason.AUTHENTICATION,
          String.valueOf(unusable.getMessage()),
          null,
          unusable);
    } finally {
      if (!done) {
        opening.abort();
      }
    }
  }

  private void encrypt(Opening opening, HostPort host, TlsPlan plan) throws IOException {
    tlsDeclined = !Encryption.request(opening, tlsSettings(config, host));
    if (tlsDeclined && !plan.plainAllowed()) {
      throw new PgConnectException(
          Reason.TLS,
          "the server does no TLS and sslmode=" + config.sslMode().text() + " requires it",
          null,
          null);
    }
  }

  static TlsSettings tlsSettings(PgConfig config, HostPort host) {
    SslMode mode = config.sslMode();
    return new TlsSettings(
        host.host(),
        mode,
        config.sslNegotiation() == SslNegotiation.DIRECT,
        config.sslSni(),
        config.tlsFiles(),
        config.sslMinProtocolVersion(),
        config.sslMaxProtocolVersion());
  }

  private Login login(HostPort host, Endpoint endpoint, int newestMinor) {
    Map<String, String> parameters = new LinkedHashMap<>();
    parameters.put("user", config.user());
    parameters.put("database", config.database());
    parameters.putAll(config.startupParameters());
    return new Login(
        config.user(),
        parameters,
        newestMinor,
        config.minProtocolMinor(),
        new Password(config, host),
        config.requireAuth(),
        switch (config.channelBinding()) {
          case DISABLE -> GsBinding.Wish.DISABLE;
          case PREFER -> GsBinding.Wish.PREFER;
          case REQUIRE -> GsBinding.Wish.REQUIRE;
        },
        config.scramMaxIterations(),
        endpoint instanceof Endpoint.Unix);
  }

  /** The password for a host, looked up when the server asks. Immutable. */
  private record Password(PgConfig config, HostPort host) implements Supplier<Optional<String>> {
    @Override
    public Optional<String> get() {
      return config
          .credentials()
          .password(host, config.database(), config.user())
          .map(Secret::reveal);
    }
  }

  private void adopt(Opening opening) throws IOException {
    lock.lock();
    try {
      if (abandoned) {
        throw new InterruptedIOException("the caller has left");
      }
      current = opening;
    } finally {
      lock.unlock();
    }
  }

  private boolean isFinal(PgConnectException failed) {
    boolean left;
    lock.lock();
    try {
      left = abandoned;
    } finally {
      lock.unlock();
    }
    return switch (failed.reason()) {
      case AUTHENTICATION, DATABASE, REFUSED -> true;
      case UNKNOWN_HOST, UNREACHABLE, TIMEOUT, TLS, FULL, NOT_READY, WRONG_ROLE, PROTOCOL -> left;
    };
  }

  private static PgConnectException wrongRole(TargetSessionAttrs wanted) {
    return new PgConnectException(
        Reason.WRONG_ROLE,
        "the server is not what target_session_attrs=" + wanted.text() + " asks for",
        null,
        null);
  }
}
