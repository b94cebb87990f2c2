// SPDX-License-Identifier: Apache-2.0
package dev.upq.console;

import com.sun.net.httpserver.HttpServer;
import dev.upq.PgPool;
import dev.upq.stats.PgStatsRegistry;
import java.io.IOException;
import java.lang.System.Logger;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A window into the pools of this program: {@code /} is one live page, {@code /metrics} is for
 * Prometheus, {@code /health} is for load balancers. Thread-safe.
 *
 * <pre>{@code
 * try (PgPool pg = PgPool.open(uri);
 *     PgConsole console = PgConsole.start(pg)) {
 *   System.out.println("look at " + console.uri());
 * }
 * }</pre>
 *
 * <p>It listens on the loopback address unless it is told otherwise, asks the pools' own counters
 * and never a server, and shows no parameter's value: constants in a text become question marks. It
 * keeps no program alive.
 */
public final class PgConsole implements AutoCloseable {

  private static final int SECONDS_KEPT = 300;

  private final HttpServer server;
  private final ExecutorService threads;
  private final Recorder recorder;
  private final EventStream events;
  private final URI uri;
  private final AtomicBoolean closed = new AtomicBoolean();

  private PgConsole(
      HttpServer server, ExecutorService threads, Recorder recorder, EventStream events, URI uri) {
    this.server = server;
    this.threads = threads;
    this.recorder = recorder;
    this.events = events;
    this.uri = uri;
  }

  /**
   * A console for one pool, on any free port of the loopback address.
   *
   * @throws java.io.UncheckedIOException where none can be had
   */
  public static PgConsole start(PgPool pool) {
    return builder().watch(pool).start();
  }

  /** For several pools, a port of your own, or tables of your own. */
  public static PgConsoleBuilder builder() {
    return new PgConsoleBuilder();
  }

  static PgConsole open(
      InetSocketAddress where,
      List<PgPool> pools,
      List<ConsoleSection> sections,
      HostRule hosts,
      int listeners)
      throws IOException {
    HttpServer server = HttpServer.create(where, 0);
    ExecutorService threads =
        Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("upq-console-", 0).factory());
    EventStream events = new EventStream(listeners);
    Map<String, PgPool> named = named(pools);
    PgStatsRegistry stats = pools.getFirst().stats();
    List<Watched> watched = new ArrayList<>();
    named.forEach((name, pool) -> watched.add(new Watched(name, pool, SECONDS_KEPT)));
    Recorder recorder = new Recorder(watched, stats, sections, events, SECONDS_KEPT);
    server.setExecutor(threads);
    server.createContext(
        "/",
        new Site(hosts, events, recorder::first, new MetricsPage(stats), new HealthPage(named)));
    recorder.second();
    threads.execute(recorder::run);
    startQuietly(server);
    warnWhereOpen(server.getAddress());
    return new PgConsole(server, threads, recorder, events, uri(server.getAddress()));
  }

  /** Pools that count nothing have no name. */
  private static Map<String, PgPool> named(List<PgPool> pools) {
    Map<String, PgPool> named = new LinkedHashMap<>();
    for (PgPool pool : pools) {
      String name = pool.name().isEmpty() ? "pool-" + (named.size() + 1) : pool.name();
      named.put(name, pool);
    }
    return named;
  }

  /** The server's own thread is a daemon only where its maker is one, as virtual threads are. */
  private static void startQuietly(HttpServer server) {
    FutureTask<Boolean> start = new FutureTask<>(server::start, true);
    Thread.ofVirtual().name("upq-console-start").start(start);
    boolean interrupted = false;
    while (true) {
      try {
        start.get();
        break;
      } catch (InterruptedException told) {
        interrupted = true;
      } catch (ExecutionException failed) {
        throw new IllegalStateException("the JDK's HTTP server did not start", failed);
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private static void warnWhereOpen(InetSocketAddress where) {
    if (!where.getAddress().isLoopbackAddress()) {
      System.getLogger("dev.upq.console")
          .log(
              Logger.Level.WARNING,
              "the console listens on {0}, beyond this machine, and asks nobody for a password",
              uri(where));
    }
  }

  private static URI uri(InetSocketAddress where) {
    InetAddress address = where.getAddress();
    String literal =
        address.isAnyLocalAddress()
            ? "127.0.0.1"
            : address.getHostAddress().replaceFirst("%.*", "");
    boolean six = address instanceof Inet6Address && !address.isAnyLocalAddress();
    return URI.create(
        "http://" + (six ? "[" + literal + "]" : literal) + ":" + where.getPort() + "/");
  }

  /** Where the page is; {@code metrics} and {@code health} are resolved against it. */
  public URI uri() {
    return uri;
  }

  /** Ends all answers at once and listens no more. The pools stay as they are. Idempotent. */
  @Override
  public void close() {
    if (closed.compareAndSet(false, true)) {
      recorder.close();
      events.close();
      server.stop(0);
      threads.shutdownNow();
    }
  }
}
