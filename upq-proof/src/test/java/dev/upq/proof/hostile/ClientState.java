// SPDX-License-Identifier: Apache-2.0
package dev.upq.proof.hostile;

import dev.upq.connection.PgConnection;
import dev.upq.connection.PgPipeline;
import dev.upq.connection.Rows;
import dev.upq.fault.PgUsageException;
import dev.upq.row.QueryResult;
import dev.upq.row.Row;
import dev.upq.wire.AuthenticationCleartextPassword;
import dev.upq.wire.AuthenticationOk;
import dev.upq.wire.Bind;
import dev.upq.wire.BindComplete;
import dev.upq.wire.Close;
import dev.upq.wire.CloseComplete;
import dev.upq.wire.CommandComplete;
import dev.upq.wire.CopyData;
import dev.upq.wire.CopyDone;
import dev.upq.wire.CopyFail;
import dev.upq.wire.CopyInResponse;
import dev.upq.wire.CopyOutResponse;
import dev.upq.wire.Execute;
import dev.upq.wire.Octets;
import dev.upq.wire.PasswordMessage;
import dev.upq.wire.PortalSuspended;
import dev.upq.wire.ReadyForQuery;
import dev.upq.wire.RowDescription;
import dev.upq.wire.Sync;
import dev.upq.wire.TransactionStatus;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * A moment in the life of a connection at which a server may say something odd. Immutable.
 *
 * @param name what the client waits for then
 * @param talk what the server hears and says where nothing goes wrong; for one client
 * @param line the line of it in front of which the odd thing is said
 * @param client what the client does, to the end of the talk; it throws where that fails
 * @param types the types of messages that have a place here, besides A, N and S, which may come at
 *     any moment
 */
record ClientState(
    String name, Supplier<Talk> talk, int line, Consumer<PgConnection> client, String types) {

  private static final String SQL = "select a";

  /** True where the client has no connection yet. */
  boolean login() {
    return name.startsWith("login:");
  }

  @Override
  public String toString() {
    return name;
  }

  /** Before the server knows the client. */
  static List<ClientState> logins() {
    Supplier<Talk> scram = () -> Talk.scram("wonderland", 1);
    Supplier<Talk> password =
        () ->
            Talk.of(
                c -> c.expectStartup(),
                Talk.say(new AuthenticationCleartextPassword()),
                Talk.hear(PasswordMessage.class),
                Talk.say(new AuthenticationOk(), Talk.ready()));
    Consumer<PgConnection> none = connection -> {};
    return List.of(
        new ClientState("login: before authentication", scram, 1, none, "ERv"),
        new ClientState("login: where SASLContinue belongs", scram, 3, none, "E"),
        new ClientState("login: where SASLFinal belongs", scram, 5, none, "E"),
        new ClientState("login: behind SASLFinal", scram, 6, none, "ER"),
        new ClientState("login: behind a password", password, 3, none, "ER"),
        new ClientState("login: behind AuthenticationOk", scram, 7, none, "EKZ"),
        new ClientState("login: behind BackendKeyData", scram, 8, none, "EKZ"));
  }

  /** In the answer of a simple query, and while nothing is asked. */
  static List<ClientState> simple() {
    Supplier<Talk> talk =
        () ->
            Talk.greeting().then(Talk.query(described(), Talk.row("x"), complete(), Talk.ready()));
    Consumer<PgConnection> client = connection -> only(connection.script(SQL).getFirst());
    return List.of(
        new ClientState("idle", talk, 1, client, ""),
        new ClientState("simple: where the answer begins", talk, 2, client, "CEGHIT"),
        new ClientState("simple: where rows begin", talk, 3, client, "CDE"),
        new ClientState("simple: behind a row", talk, 4, client, "CDE"),
        new ClientState("simple: behind a result", talk, 5, client, "CEGHITZ"));
  }

  /** In the answers of an extended query that is new. */
  static List<ClientState> extended() {
    Supplier<Talk> talk = () -> Talk.greeting().then(Talk.oneText("x"));
    Consumer<PgConnection> client = connection -> only(connection.query(SQL));
    Consumer<PgConnection> stream = connection -> all(connection, 1);
    return List.of(
        new ClientState("extended: where Parse is answered", talk, 4, client, "1E"),
        new ClientState("extended: where parameters are described", talk, 5, client, "Et"),
        new ClientState("extended: where columns are described", talk, 6, client, "ETn"),
        new ClientState("extended: behind the description", talk, 7, client, "EZ"),
        new ClientState("extended: where Bind is answered", talk, 11, client, "2E"),
        new ClientState("extended: where rows begin", talk, 12, client, "CDE"),
        new ClientState("extended: behind a row", talk, 13, client, "CDE"),
        new ClientState("extended: behind the result", talk, 14, client, "EZ"),
        new ClientState("stream: where Bind is answered", talk, 11, stream, "2E"),
        new ClientState("stream: where rows begin", talk, 12, stream, "CDE"),
        new ClientState("stream: behind the result", talk, 14, stream, "EZ"));
  }

  /** Rows through a portal of a transaction. */
  static List<ClientState> portals() {
    ReadyForQuery ready = new ReadyForQuery(TransactionStatus.IN_TRANSACTION);
    Supplier<Talk> talk =
        () ->
            Talk.greeting()
                .then(Talk.query(new CommandComplete("BEGIN"), ready))
                .then(Talk.prepare(ready, Talk.column("a", Talk.TEXT)))
                .then(Talk.execute(new BindComplete(), Talk.row("x"), new PortalSuspended(), ready))
                .then(Talk.hear(Execute.class), Talk.hear(Sync.class))
                .then(Talk.say(Talk.row("x")), Talk.say(complete()), Talk.say(ready))
                .then(Talk.hear(Close.class), Talk.hear(Sync.class))
                .then(Talk.say(new CloseComplete()), Talk.say(ready));
    Consumer<PgConnection> client =
        connection -> {
          connection.script("begin");
          all(connection, 2);
        };
    return List.of(
        new ClientState("portal: where rows begin", talk, 15, client, "CDEs"),
        new ClientState("portal: behind PortalSuspended", talk, 17, client, "EZ"),
        new ClientState("portal: where more rows begin", talk, 20, client, "CDEs"),
        new ClientState("portal: where Close is answered", talk, 25, client, "3E"));
  }

  /** Two statements in one burst. */
  static List<ClientState> pipelines() {
    Supplier<Talk> talk =
        () ->
            Talk.greeting()
                .then(Talk.prepare(Talk.column("a", Talk.TEXT)))
                .then(Talk.hear(Bind.class), Talk.hear(Execute.class))
                .then(
                    Talk.execute(
                        new BindComplete(),
                        Talk.row("x"),
                        complete(),
                        new BindComplete(),
                        Talk.row("x"),
                        complete(),
                        Talk.ready()));
    return List.of(
        new ClientState("pipeline: behind a result", talk, 16, ClientState::pipeline, "2E"),
        new ClientState("pipeline: in the second result", talk, 17, ClientState::pipeline, "CDE"),
        new ClientState("pipeline: behind both results", talk, 19, ClientState::pipeline, "EZ"));
  }

  /** COPY, which is refused. What is refused in a COPY that sends is thrown away unread. */
  static List<ClientState> copies() {
    Supplier<Talk> out =
        () ->
            Talk.greeting()
                .then(Talk.prepare())
                .then(
                    Talk.execute(
                        new BindComplete(),
                        new CopyOutResponse(0, List.of(0)),
                        CopyData.of(Octets.utf8("x\n")),
                        new CopyDone(),
                        new CommandComplete("COPY 1"),
                        Talk.ready()));
    Supplier<Talk> in =
        () ->
            Talk.greeting()
                .then(Talk.prepare())
                .then(Talk.execute(new BindComplete(), new CopyInResponse(0, List.of(0))))
                .then(Talk.hear(CopyFail.class), Talk.hear(Sync.class))
                .then(
                    Talk.say(Talk.error("ERROR", "57014", "COPY from stdin failed")),
                    Talk.say(Talk.ready()));
    return List.of(
        new ClientState("COPY: where it begins", out, 12, ClientState::copy, "CEGHI"),
        new ClientState("COPY out: where data begin", out, 13, ClientState::copy, "Ecd"),
        new ClientState("COPY out: behind CopyDone", out, 15, ClientState::copy, "CE"),
        new ClientState("COPY out: behind the result", out, 16, ClientState::copy, "EZ"),
        new ClientState("COPY in: where it is refused", in, 15, ClientState::copy, "E"),
        new ClientState("COPY in: behind the refusal", in, 16, ClientState::copy, "Z"));
  }

  private static void only(QueryResult result) {
    if (!result.oneText().equals("x")) {
      throw new AssertionError("another answer: " + result);
    }
  }

  private static void all(PgConnection connection, int count) {
    int seen = 0;
    try (Rows<Row> rows = connection.stream(SQL)) {
      for (Row row : rows) {
        seen += row.text(0).equals("x") ? 1 : 100;
      }
    }
    if (seen != count) {
      throw new AssertionError(seen + " rows");
    }
  }

  private static void pipeline(PgConnection connection) {
    try (PgPipeline pipeline = connection.pipeline()) {
      PgPipeline.Pending<QueryResult> first = pipeline.query(SQL);
      PgPipeline.Pending<QueryResult> second = pipeline.query(SQL);
      pipeline.run();
      only(first.get());
      only(second.get());
    }
  }

  private static void copy(PgConnection connection) {
    try {
      connection.query(SQL);
      throw new AssertionError("COPY was not refused");
    } catch (PgUsageException refused) {
      if (connection.ended()) {
        throw refused;
      }
    }
  }

  private static RowDescription described() {
    return new RowDescription(List.of(Talk.column("a", Talk.TEXT)));
  }

  private static CommandComplete complete() {
    return new CommandComplete("SELECT 1");
  }
}
