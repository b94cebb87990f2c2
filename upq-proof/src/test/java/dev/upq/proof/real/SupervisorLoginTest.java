// SPDX-License-Identifier: Apache-2.0
package dev.upq.proof.real;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.upq.PgPool;
import dev.upq.channel.Endpoint;
import dev.upq.channel.Link;
import dev.upq.channel.Transport;
import dev.upq.config.HostPort;
import dev.upq.config.PgConfig;
import dev.upq.connection.ConnectionSetup;
import dev.upq.connection.PgConnection;
import dev.upq.fault.Diagnostic;
import dev.upq.fault.PgConnectException;
import dev.upq.fault.PgConnectException.Reason;
import dev.upq.fault.PgPoolException;
import dev.upq.fault.SqlState;
import dev.upq.pool.Lease;
import dev.upq.pool.PgReconnectSupervisor.State;
import dev.upq.pool.SupervisorEvent;
import dev.upq.pool.SupervisorEvent.Kind;
import dev.upq.testkit.proxy.Cut;
import dev.upq.testkit.proxy.Direction;
import dev.upq.testkit.proxy.FaultProxy;
import dev.upq.testkit.proxy.Rule;
import dev.upq.testkit.script.FakeServer;
import dev.upq.testkit.script.Greeting;
import dev.upq.testkit.script.Script;
import dev.upq.time.Clock;
import dev.upq.time.Deadline;
import dev.upq.wire.ErrorResponse;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a pool does where the server answers, but does not let it in. */
@Timeout(300)
final class SupervisorLoginTest {

  private static final PgConfig CONFIG = Servers.config();

  private static PgPool pool(PgConfig config, Told told) {
    return PgPool.open(Servers.setup(config).withProbe(told));
  }

  private static PgConfig through(FaultProxy proxy) {
    return CONFIG.with("host", proxy.host()).with("port", Integer.toString(proxy.port()));
  }

  @Test
  @DisplayName("RS-07: 53300 is waited out without a busy loop, and told with the server's limit")
  void aFullServerIsWaitedFor() throws InterruptedException, ExecutionException {
    try (PgConnection owner = Servers.connect(CONFIG)) {
      owner.script("drop role if exists upq_one; create role upq_one login connection limit 1");
    }
    Told told = new Told();
    PgConfig one = CONFIG.withUser("upq_one").withDatabase("postgres").with("pool_max", "2");
    try (PgPool pool = pool(one.with("pool_acquire_timeout", "1"), told);
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      PgConnection other = Servers.connect(one);
      PgPoolException late = catchThrowableOfType(PgPoolException.class, pool::acquire);
      assertThat(late.reason()).isEqualTo(PgPoolException.Reason.ACQUIRE_TIMEOUT);
      assertThat(late).hasMessageContaining("too many").hasMessageContaining("max_connections");
      assertThat(((PgConnectException) late.getCause()).reason()).isEqualTo(Reason.FULL);
      assertThat(told.failed.get()).isBetween(2, 30);
      assertThat(pool.supervisor().state()).isEqualTo(State.DOWN);
      Future<Long> waiter =
          threads.submit(
              () -> {
                try (Lease lease = pool.acquire(Deadline.never(Clock.system()))) {
                  return lease.query("select 7").oneLong();
                }
              });
      Soak.eventually("it waits", () -> pool.state().waiting() == 1);
      other.close();
      assertThat(waiter.get()).isEqualTo(7);
      assertThat(pool.supervisor().state()).isEqualTo(State.HEALTHY);
    }
  }

  @Test
  @DisplayName("RS-08: 57P03 is retried within the callers' deadlines, on a pool that was never up")
  void aServerThatStartsIsWaitedFor() {
    Script starting =
        talk -> {
          talk.expectStartup();
          talk.send(
              new ErrorResponse(
                  Diagnostic.of(
                      "FATAL", SqlState.CANNOT_CONNECT_NOW, "the database system is starting up")));
        };
    Script ready =
        talk -> {
          Greeting.postgres18().accept(talk);
          talk.discard();
        };
    try (FakeServer server = FakeServer.inTurn(starting, starting, starting, ready);
        PgPool pool =
            PgPool.open(
                "postgresql://app@" + server.host() + ":" + server.port() + "/db?sslmode=disable");
        Lease lease = pool.acquire()) {
      assertThat(lease.connection().processId()).isEqualTo(4711);
      assertThat(server.connections()).isEqualTo(4);
      Soak.eventually("five events", () -> pool.supervisor().events().size() == 5);
      assertThat(pool.supervisor().events())
          .extracting(SupervisorEvent::kind)
          .containsExactly(
              Kind.DOWN, Kind.ATTEMPT_FAILED, Kind.ATTEMPT_FAILED, Kind.RECOVERED, Kind.REFILLED);
    }
  }

  @Test
  @DisplayName("RS-09: a refused database is told at once, to all, and asked for once")
  void whatIsRefusedIsNotAskedForAgain() {
    Told told = new Told();
    try (PgPool pool = pool(CONFIG.withDatabase("upq_none"), told)) {
      for (int i = 0; i < 100; i++) {
        PgConnectException refused = catchThrowableOfType(PgConnectException.class, pool::acquire);
        assertThat(refused.reason()).isEqualTo(Reason.DATABASE);
        assertThat(refused.sqlState()).contains(SqlState.INVALID_CATALOG_NAME);
      }
      assertThat(told.attempts()).isOne();
      assertThat(pool.supervisor().state()).isEqualTo(State.REFUSED);
      pool.supervisor().retryNow();
      assertThat(catchThrowableOfType(PgConnectException.class, pool::acquire)).isNotNull();
      assertThat(told.attempts()).isEqualTo(2);
    }
  }

  @Test
  @DisplayName("RS-10: a host's name is looked up at each connect, and evict() leaves the old one")
  void namesAreLookedUpAtEachConnect() {
    HostPort server = CONFIG.hosts().getFirst();
    try (FaultProxy old = FaultProxy.to(server.host(), server.port());
        FaultProxy now = FaultProxy.to(server.host(), server.port())) {
      Names names = new Names(Servers.setup(CONFIG).transport(), address(old));
      ConnectionSetup setup =
          Servers.setup(CONFIG.with("host", "db.example").with("pool_max", "4"));
      setup = setup.withSeams(setup.clock(), setup.crew(), names);
      try (PgPool pool = PgPool.open(setup)) {
        SupervisorTest.fill(pool, 4);
        assertThat(now.connections()).isZero();
        names.address = address(now);
        int pid = pool.query("select pg_backend_pid()").row(0).intValue(0);
        assertThat(pool.evict()).isEqualTo(4);
        Soak.eventually("four others", () -> now.connections() == 4 && pool.state().idle() == 4);
        assertThat(pool.query("select pg_backend_pid()").row(0).intValue(0)).isNotEqualTo(pid);
        assertThat(old.connections()).isEqualTo(4);
      }
    }
  }

  private static InetSocketAddress address(FaultProxy proxy) {
    return new InetSocketAddress(proxy.host(), proxy.port());
  }

  /** A name service with one answer, which may change. Thread-safe. */
  private static final class Names implements Transport {

    private final Transport links;
    private volatile InetSocketAddress address;

    Names(Transport links, InetSocketAddress first) {
      this.links = links;
      this.address = first;
    }

    @Override
    public List<Endpoint> resolve(HostPort host) {
      return List.of(new Endpoint.Tcp(address));
    }

    @Override
    public Link open(Endpoint endpoint) {
      return links.open(endpoint);
    }
  }

  @Test
  @DisplayName("RS-11: one deadline covers a login that hangs after the connection stands")
  void aLoginThatHangsEnds() {
    try (FaultProxy proxy = FaultProxy.to("127.0.0.1", CONFIG.hosts().getFirst().port());
        PgPool pool = pool(through(proxy).with("connect_timeout", "0.3"), new Told())) {
      proxy.add(new Rule.Stall(Direction.TO_CLIENT, true));
      PgConnectException told = catchThrowableOfType(PgConnectException.class, pool::acquire);
      assertThat(told.reason()).isEqualTo(Reason.TIMEOUT);
      assertThat(told).hasMessageContaining("the last step was: ");
      Soak.eventually("nothing is left", () -> pool.state().total() == 0);
    }
  }

  @Test
  @DisplayName("RS-16: where one of several connections cannot be made, the others are kept")
  void theOthersAreKept() {
    Told told = new Told();
    try (FaultProxy proxy = FaultProxy.to("127.0.0.1", CONFIG.hosts().getFirst().port());
        PgPool pool = pool(through(proxy).with("pool_max", "4"), told)) {
      SupervisorTest.fill(pool, 4);
      proxy.addTo(6, new Rule.Refuse(Cut.RESET));
      proxy.cutAll(Cut.RESET);
      Soak.eventually(
          "four others are idle", () -> told.connected.get() == 8 && pool.state().idle() == 4);
      assertThat(told.failed).hasValue(1);
    }
  }

  @Test
  @DisplayName("RS-05, C5: an idle connection whose peer is silent is found and replaced")
  void silentPeersAreFound() {
    try (FaultProxy proxy = FaultProxy.to("127.0.0.1", CONFIG.hosts().getFirst().port());
        PgPool pool =
            pool(
                through(proxy)
                    .with("pool_max", "2")
                    .with("pool_keepalive", "0.2")
                    .with("pool_acquire_timeout", "1"),
                new Told())) {
      SupervisorTest.fill(pool, 2);
      proxy.addTo(1, new Rule.Stall(Direction.TO_CLIENT, true));
      proxy.addTo(2, new Rule.Stall(Direction.TO_CLIENT, true));
      Soak.eventually("two others", () -> proxy.connections() >= 4 && pool.state().idle() == 2);
      assertThat(pool.query("select 1").oneLong()).isOne();
      assertThat(pool.supervisor().events())
          .anyMatch(event -> event.kind() == Kind.LOST && event.endpoint().contains("127.0.0.1:"));
    }
  }

  @Test
  @DisplayName("RS-05, RS-20: a connection that was silent for long is asked before it is lent")
  void whatWasSilentIsAskedBefore() {
    try (FaultProxy proxy = FaultProxy.to("127.0.0.1", CONFIG.hosts().getFirst().port());
        PgPool pool =
            pool(
                through(proxy)
                    .with("pool_max", "2")
                    .with("pool_keepalive", "0")
                    .with("pool_validate_after", "0")
                    .with("query_timeout", "20"),
                new Told())) {
      SupervisorTest.fill(pool, 1);
      proxy.addTo(1, new Rule.Stall(Direction.TO_CLIENT, true));
      assertThat(pool.query("select 1").oneLong()).isOne();
      assertThat(proxy.connections()).isEqualTo(2);
    }
  }
}
