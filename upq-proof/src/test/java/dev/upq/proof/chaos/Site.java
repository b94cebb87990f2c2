// SPDX-License-Identifier: Apache-2.0
package dev.upq.proof.chaos;

import dev.upq.PgPool;
import dev.upq.config.PgConfig;
import dev.upq.connection.PgConnection;
import dev.upq.testkit.EmbeddedPostgres;
import dev.upq.testkit.EmbeddedPostgresBuilder;
import dev.upq.testkit.certs.ServerCase;
import dev.upq.testkit.certs.TestCertificates;
import dev.upq.testkit.proxy.FaultProxy;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;

/**
 * A server of one's own for one test, with the tables of {@link Ledger}. One thread at a time.
 *
 * <p>It may be killed, frozen and filled up: nobody else uses it.
 */
final class Site implements AutoCloseable {

  /**
   * After half a minute without a link the server's kernel tries to send again after half a minute
   * more; until then the server does not know that nobody listens.
   */
  private static final Duration FORGOTTEN = Duration.ofSeconds(60);

  private static final String NAME = "chaos";

  private final EmbeddedPostgres server;
  private final Path certificates;
  private final PgConfig direct;

  private Site(EmbeddedPostgres server, Path certificates, PgConfig direct) {
    this.server = server;
    this.certificates = certificates;
    this.direct = direct.with("application_name", NAME).with("connect_timeout", "5");
    try (PgConnection connection = Chaos.connect(this.direct)) {
      Ledger.prepare(connection);
    }
  }

  static Site plain() {
    return of(EmbeddedPostgres.builder());
  }

  /** One that keeps what it acknowledges, whatever happens to the machine. */
  static Site durable() {
    return of(EmbeddedPostgres.builder().durable());
  }

  static Site of(EmbeddedPostgresBuilder builder) {
    EmbeddedPostgres server = builder.start();
    return new Site(server, server.dataDirectory(), PgConfig.parse(server.url()));
  }

  static Site encrypted() {
    try {
      Path directory = Files.createTempDirectory("upq-chaos");
      TestCertificates made = TestCertificates.in(directory);
      EmbeddedPostgres server =
          EmbeddedPostgres.builder()
              .ssl(
                  made.server(ServerCase.GOOD).certificateFile(),
                  made.server(ServerCase.GOOD).keyFile())
              .start();
      return new Site(
          server,
          directory,
          PgConfig.parse(server.url())
              .with("sslrootcert", made.rootFile().toString())
              .with("sslmode", "verify-full"));
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  EmbeddedPostgres server() {
    return server;
  }

  PgConfig config() {
    return direct;
  }

  /** The same server, through a proxy. */
  PgConfig through(FaultProxy proxy) {
    return direct.with("host", proxy.host()).with("port", Integer.toString(proxy.port()));
  }

  FaultProxy proxy() {
    return FaultProxy.to(direct.hosts().getFirst().host(), direct.hosts().getFirst().port());
  }

  PgConnection witness() {
    return Chaos.connect(direct);
  }

  /** Sessions of the pool that the server sees and for which that holds. */
  static long sessions(PgConnection witness, String which) {
    return witness
        .query(
            "select count(*) from pg_stat_activity where application_name = $1 and " + which, NAME)
        .oneLong();
  }

  /**
   * The end of a load: everything right, everything at rest, the ledger as told; and what is left
   * when the pool has been closed.
   */
  Ledger.Found judge(PgPool pool, Load load, Ledger ledger, Baseline before) {
    load.close();
    Tally tally = load.tally();
    Chaos.say("%s", tally);
    if (!tally.wrong().isEmpty()) {
      AssertionError wrong = new AssertionError("wrong answers: " + tally);
      tally.wrong().forEach(wrong::addSuppressed);
      throw wrong;
    }
    Chaos.until(
        () -> "all idle: " + pool.state(), () -> pool.state().idle() == pool.state().total());
    Ledger.Found found;
    try (PgConnection witness = witness()) {
      Chaos.until(
          FORGOTTEN,
          () -> "the server sees nobody at work",
          () ->
              sessions(witness, "state <> 'idle'") == 0
                  && sessions(witness, "true") >= pool.state().total());
      long most = mostSessions(pool);
      if (sessions(witness, "true") > most) {
        throw new AssertionError(sessions(witness, "true") + " sessions, allowed are " + most);
      }
      found = ledger.found(witness);
    }
    pool.close();
    before.awaitAgain();
    Chaos.say("%s, heap grew by %,d bytes", found, before.heapGrowth());
    if (!found.holds()) {
      throw new AssertionError(found.toString());
    }
    return found;
  }

  /** How many sessions the pool and its lane may have. */
  long mostSessions(PgPool pool) {
    return (long) pool.state().max() + direct.laneMax() + direct.laneAloneMax();
  }

  @Override
  public void close() {
    server.close();
    if (Files.isDirectory(certificates)) {
      delete(certificates);
    }
  }

  private static void delete(Path directory) {
    try (Stream<Path> files = Files.list(directory)) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
      Files.delete(directory);
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }
}
