// SPDX-License-Identifier: Apache-2.0
package dev.upq.bench.peer;

import dev.upq.PgPool;
import dev.upq.bench.work.Peer;
import dev.upq.bench.work.Target;
import dev.upq.config.PgConfig;
import dev.upq.config.Secret;
import io.r2dbc.postgresql.PostgresqlConnectionConfiguration;
import io.r2dbc.postgresql.PostgresqlConnectionFactory;
import io.r2dbc.postgresql.api.PostgresqlResult;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgConnection;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Objects;
import reactor.core.publisher.Flux;

/**
 * B11: a program that asks the server for the number one, prints it and ends. Each client without a
 * pool of another maker's, and as simply as it can. One thread.
 */
public final class FirstAnswer {

  private static final String SQL = "select 1";

  private FirstAnswer() {}

  /** The peer, host, port, database and user; the password stands in PGPASSWORD. */
  public static void main(String[] arguments) throws SQLException {
    Target target =
        new Target(
            arguments[1],
            Integer.parseInt(arguments[2]),
            arguments[3],
            arguments[4],
            Objects.requireNonNullElse(System.getenv("PGPASSWORD"), ""),
            1,
            0);
    switch (Peer.valueOf(arguments[0])) {
      case UPQ -> Ours.ask(target);
      case PGJDBC -> Jdbc.ask(target);
      case VERTX, VERTX_LOOP -> OfVertx.ask(target);
      case R2DBC -> OfReactor.ask(target);
      case UPQ_LANE, UPQ_TYPED, PGBENCH -> print(0);
    }
    Runtime.getRuntime().halt(0);
  }

  /** The answer is there, and all is still open: closing is not what is measured. */
  private static void print(long answer) {
    System.out.println(answer);
    System.out.flush();
  }

  // Classes of their own, so that no client's classes are looked for where another runs.

  /** Stateless. */
  private static final class Ours {
    static void ask(Target target) {
      PgConfig config =
          PgConfig.parse(
              "host="
                  + target.host()
                  + " port="
                  + target.port()
                  + " dbname="
                  + target.database()
                  + " user="
                  + target.user()
                  + " sslmode=disable");
      if (!target.password().isEmpty()) {
        config = config.withPassword(Secret.of(target.password()));
      }
      try (PgPool pool = PgPool.open(config)) {
        print(pool.query(SQL).oneLong());
      }
    }
  }

  /** Stateless. */
  private static final class Jdbc {
    static void ask(Target target) throws SQLException {
      try (Connection connection = PgjdbcSource.of(target).getConnection();
          Statement statement = connection.createStatement();
          ResultSet result = statement.executeQuery(SQL)) {
        print(result.next() ? result.getLong(1) : 0);
      }
    }
  }

  /** Stateless. */
  private static final class OfVertx {
    static void ask(Target target) {
      Vertx vertx = Vertx.vertx();
      PgConnection connection = PgConnection.connect(vertx, VertxClient.options(target)).await();
      print(connection.query(SQL).execute().await().iterator().next().getLong(0));
    }
  }

  /** Stateless. */
  private static final class OfReactor {
    static void ask(Target target) {
      PostgresqlConnectionFactory factory =
          new PostgresqlConnectionFactory(
              PostgresqlConnectionConfiguration.builder()
                  .host(target.host())
                  .port(target.port())
                  .database(target.database())
                  .username(target.user())
                  .password(target.password())
                  .build());
      Long answer =
          factory
              .create()
              .flatMapMany(connection -> connection.createStatement(SQL).execute())
              .flatMap(OfReactor::number)
              .blockFirst();
      print(answer == null ? 0 : answer);
    }

    private static Flux<Long> number(PostgresqlResult result) {
      return result.map((row, meta) -> R2dbcClient.some(row, 0, Long.class));
    }
  }
}
