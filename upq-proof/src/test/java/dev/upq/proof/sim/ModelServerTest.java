// SPDX-License-Identifier: Apache-2.0
package dev.upq.proof.sim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.upq.wire.BackendMessage;
import dev.upq.wire.Bind;
import dev.upq.wire.CancelRequest;
import dev.upq.wire.Close;
import dev.upq.wire.CommandComplete;
import dev.upq.wire.CopyData;
import dev.upq.wire.CopyDone;
import dev.upq.wire.CopyFail;
import dev.upq.wire.DataRow;
import dev.upq.wire.Describe;
import dev.upq.wire.ErrorResponse;
import dev.upq.wire.Execute;
import dev.upq.wire.FrontendMessage;
import dev.upq.wire.NotificationResponse;
import dev.upq.wire.Octets;
import dev.upq.wire.Parse;
import dev.upq.wire.Query;
import dev.upq.wire.ReadyForQuery;
import dev.upq.wire.SslRequest;
import dev.upq.wire.StartupMessage;
import dev.upq.wire.Sync;
import dev.upq.wire.Target;
import dev.upq.wire.Terminate;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class ModelServerTest {

  /** What a test does as a client that has logged in. */
  private interface Talk {
    void with(WireClient client, ModelServer server) throws Throwable;
  }

  /** Runs it under some seeds; the client must come to its end and leave no session behind. */
  private static void talk(Talk talk) {
    for (long seed = 0; seed < 25; seed++) {
      try (SimScheduler sim = new SimScheduler(SimOptions.swarm(seed))) {
        SimTransport transport = new SimTransport(sim);
        ModelServer server = new ModelServer(sim);
        transport.listen(WireClient.DB, server);
        sim.service(
            "client",
            () -> {
              WireClient client = WireClient.login(transport, 2);
              talk.with(client, server);
              client.send(new Terminate());
              assertThat(client.raw()).isEqualTo(-1);
            });
        SimOutcome outcome = sim.runFor(Duration.ofSeconds(5)).check();
        assertThat(outcome.services()).isEmpty();
        assertThat(server.living()).isEmpty();
      }
    }
  }

  /** The type bytes of an answer, the status byte and SQLSTATEs behind their messages. */
  private static String shape(List<BackendMessage> messages) {
    StringBuilder shape = new StringBuilder();
    for (BackendMessage message : messages) {
      shape.append(message.type());
      switch (message) {
        case ReadyForQuery ready -> shape.append(ready.status().code());
        case ErrorResponse error -> shape.append(error.diagnostic().sqlState());
        case CommandComplete complete -> shape.append('(').append(complete.tag()).append(')');
        case BackendMessage other -> {}
      }
    }
    return shape.toString();
  }

  private static String ask(WireClient client, FrontendMessage... messages) throws IOException {
    client.send(messages);
    return shape(client.untilReady());
  }

  private static String query(WireClient client, String sql) throws IOException {
    return ask(client, new Query(sql));
  }

  private static FrontendMessage[] synced(FrontendMessage[]... parts) {
    List<FrontendMessage> all = new ArrayList<>();
    for (FrontendMessage[] part : parts) {
      all.addAll(List.of(part));
    }
    all.add(new Sync());
    return all.toArray(FrontendMessage[]::new);
  }

  @Test
  void loginSpeaksTheVersionThatBothKnowAndGivesAKeyOfItsLength() {
    for (int newest : new int[] {0, 2}) {
      try (SimScheduler sim = new SimScheduler(SimOptions.plain(newest))) {
        SimTransport transport = new SimTransport(sim);
        ModelServer server = new ModelServer(sim);
        server.newestMinor(newest);
        transport.listen(WireClient.DB, server);
        sim.service(
            "client",
            () -> {
              WireClient client = WireClient.connect(transport);
              client.send(new SslRequest());
              assertThat(client.raw()).isEqualTo('N');
              client.send(new StartupMessage(3, 2, Map.of("user", "app")));
              String shape = shape(client.untilReady());
              assertThat(shape).isEqualTo((newest == 0 ? "v" : "") + "RSSSSSSSSSSKZI");
              assertThat(WireClient.login(transport, newest).key().secretKey().length())
                  .isEqualTo(newest == 0 ? 4 : 32);
            });
        sim.run().check();
        assertThat(server.living()).hasSize(2);
      }
    }
  }

  @Test
  void simpleQueriesGiveRowsThatCarryTheNonce() {
    talk(
        (client, server) -> {
          assertThat(query(client, "nonce 13; nonce 5"))
              .isEqualTo("TDDDC(NONCE13 3)TC(NONCE5 0)ZI");
          assertThat(query(client, "")).isEqualTo("IZI");
          assertThat(query(client, "nonsense 1")).isEqualTo("E42601ZI");
          assertThat(query(client, "notice 6")).isEqualTo("TNDC(NOTICE6 1)ZI");
          assertThat(query(client, "select 1")).isEqualTo("TDC(SELECT 1)ZI");
          assertThat(query(client, "fail 7; nonce 1")).isEqualTo("TDDEP0001ZI");
          assertThat(server.begun(13)).isOne();
          assertThat(server.completed(7)).isZero();
        });
  }

  @Test
  void extendedProtocolAnswersEachMessageAndSkipsFromAnErrorToSync() {
    talk(
        (client, server) -> {
          assertThat(
                  ask(
                      client,
                      new Parse("s", "nonce $1", List.of(20)),
                      new Describe(Target.STATEMENT, "s"),
                      WireClient.bind("", "s", 7),
                      new Describe(Target.PORTAL, ""),
                      new Execute("", 0),
                      new Sync()))
              .isEqualTo("1tT2TDDC(NONCE7 2)ZI");
          assertThat(server.sessions().getFirst().prepared()).containsExactly("s");
          assertThat(
                  ask(
                      client,
                      synced(
                          WireClient.extended("nonce $1", 6, 0),
                          WireClient.extended("fail $1", 2, 0),
                          WireClient.extended("nonce $1", 9, 0))))
              .isEqualTo("12DC(NONCE6 1)12DDEP0001ZI");
          assertThat(server.begun(9)).isZero();
          assertThat(ask(client, WireClient.bind("", "unknown", 1), new Sync()))
              .isEqualTo("E26000ZI");
          assertThat(ask(client, new Parse("s", "nonce $1", List.of()), new Sync()))
              .isEqualTo("E42P05ZI");
          assertThat(ask(client, new Bind("", "s", List.of(), List.of(), List.of()), new Sync()))
              .isEqualTo("E08P01ZI");
          assertThat(ask(client, new Close(Target.STATEMENT, "s"), new Sync())).isEqualTo("3ZI");
          assertThat(ask(client, new Describe(Target.STATEMENT, "s"), new Sync()))
              .isEqualTo("E26000ZI");
        });
  }

  @Test
  void rowsAreThoseThatTheOracleExpectsInBothProtocols() {
    talk(
        (client, server) -> {
          for (long nonce = 0; nonce < 12; nonce++) {
            client.send(synced(WireClient.extended("nonce $1", nonce, 0)));
            NonceOracle oracle = new NonceOracle();
            List<NonceOracle.Row> rows = new ArrayList<>();
            for (BackendMessage message : client.untilReady()) {
              switch (message) {
                case DataRow row -> rows.add(WireClient.row(row));
                case CommandComplete complete ->
                    assertThat(oracle.answered("nonce $1", nonce, rows, complete.tag())).isTrue();
                case BackendMessage other -> {}
              }
            }
            assertThat(oracle.right()).isOne();
            assertThat(oracle.answered("nonce $1", nonce + 1, rows, "NONCE" + nonce + " 0"))
                .isFalse();
          }
        });
  }

  @Test
  void portalGivesItsRowsInPortionsAndEndsWithItsTransaction() {
    talk(
        (client, server) -> {
          assertThat(query(client, "begin")).isEqualTo("C(BEGIN)ZT");
          assertThat(
                  ask(
                      client,
                      new Parse("", "nonce $1 rows=5", List.of()),
                      WireClient.bind("p", "", 3),
                      new Execute("p", 2),
                      new Sync()))
              .isEqualTo("12DDsZT");
          assertThat(ask(client, new Execute("p", 2), new Sync())).isEqualTo("DDsZT");
          assertThat(ask(client, new Execute("p", 2), new Sync())).isEqualTo("DC(NONCE3 5)ZT");
          assertThat(query(client, "commit")).isEqualTo("C(COMMIT)ZI");
          assertThat(ask(client, new Execute("p", 2), new Sync())).isEqualTo("E34000ZI");
        });
  }

  @Test
  void transactionStatusFollowsTheStatements() {
    talk(
        (client, server) -> {
          assertThat(query(client, "begin; fail 0; nonce 1")).isEqualTo("C(BEGIN)TEP0001ZE");
          assertThat(query(client, "nonce 1")).isEqualTo("E25P02ZE");
          assertThat(ask(client, synced(WireClient.extended("nonce $1", 6, 0))))
              .isEqualTo("E25P02ZE");
          assertThat(query(client, "commit")).isEqualTo("C(ROLLBACK)ZI");
          assertThat(query(client, "begin; savepoint a; fail 0")).endsWith("EP0001ZE");
          assertThat(query(client, "rollback to a")).isEqualTo("C(ROLLBACK)ZT");
          assertThat(query(client, "release a; release a")).isEqualTo("C(RELEASE)E3B001ZE");
          assertThat(query(client, "rollback")).isEqualTo("C(ROLLBACK)ZI");
          assertThat(query(client, "savepoint b")).isEqualTo("E25P01ZI");
          assertThat(query(client, "fail 0")).isEqualTo("TEP0001ZI");
        });
  }

  @Test
  void cancelHitsWhatRunsAndNothingIfItComesTooEarlyOrTooLate() {
    Set<String> shapes = new TreeSet<>();
    talk(
        (client, server) -> {
          client.send(synced(WireClient.extended("slow $1 ms=900", 8, 0)));
          client.cancel(true);
          shapes.add(shape(client.untilReady()));
          client.cancel(true);
          assertThat(query(client, "nonce 6")).isEqualTo("TDC(NONCE6 1)ZI");
        });
    assertThat(shapes).contains("12DE57014ZI", "12DDDC(SLOW8 3)ZI");
    assertThat(shapes).isSubsetOf("12E57014ZI", "12DE57014ZI", "12DDDC(SLOW8 3)ZI");
  }

  @Test
  void cancelWithAnotherKeyIsIgnored() {
    talk(
        (client, server) -> {
          client.send(synced(WireClient.extended("slow $1 ms=5", 6, 0)));
          WireClient other = WireClient.connect(client.transport());
          other.send(new CancelRequest(client.key().processId(), Octets.of(new byte[32])));
          assertThat(other.raw()).isEqualTo(-1);
          assertThat(shape(client.untilReady())).isEqualTo("12DC(SLOW6 1)ZI");
          assertThat(server.cancelRequests()).isOne();
        });
  }

  @Test
  void cancelThatNobodyWaitsForHitsAnInnocentUnderSomeSeedAndNeverIfAwaited() {
    int[] innocents = new int[2];
    for (int awaited = 0; awaited < 2; awaited++) {
      for (long seed = 0; seed < 400; seed++) {
        innocents[awaited] += lateCancel(SimOptions.swarm(seed), awaited == 1) ? 1 : 0;
      }
    }
    assertThat(innocents[0]).isPositive();
    assertThat(innocents[1]).isZero();
  }

  private static boolean lateCancel(SimOptions options, boolean awaited) {
    boolean[] hit = new boolean[1];
    try (SimScheduler sim = new SimScheduler(options)) {
      SimTransport transport = new SimTransport(sim);
      transport.listen(WireClient.DB, new ModelServer(sim));
      sim.service(
          "client",
          () -> {
            WireClient client = WireClient.login(transport, 2);
            client.send(synced(WireClient.extended("nonce $1", 2, 0)));
            client.cancel(awaited);
            client.untilReady();
            client.send(synced(WireClient.extended("nonce $1", 3, 0)));
            hit[0] = shape(client.untilReady()).contains("57014");
          });
      sim.run().check();
    }
    return hit[0];
  }

  @Test
  void copyGoesBothWaysAndStopsOnCopyFailAndCancel() {
    talk(
        (client, server) -> {
          assertThat(query(client, "copyout 13")).isEqualTo("HdddcC(COPYOUT13 3)ZI");
          client.send(new Query("copyin 4"));
          assertThat(client.next().type()).isEqualTo('G');
          CopyData data = CopyData.of(Octets.utf8("x\n"));
          assertThat(ask(client, data, data, new CopyDone())).isEqualTo("C(COPYIN4 2)ZI");
          client.send(new Query("copyin 4"));
          assertThat(client.next().type()).isEqualTo('G');
          assertThat(ask(client, data, new CopyFail("enough"))).isEqualTo("E57014ZI");
          client.send(new Query("copyin 4"));
          assertThat(client.next().type()).isEqualTo('G');
          client.cancel(true);
          assertThat(shape(client.untilReady())).isEqualTo("E57014ZI");
          assertThat(ask(client, data, new CopyDone(), new Query("nonce 0")))
              .isEqualTo("TC(NONCE0 0)ZI");
        });
  }

  @Test
  void notificationsComeOutsideOfTransactionsOnly() {
    talk(
        (client, server) -> {
          assertThat(query(client, "listen news")).isEqualTo("C(LISTEN)ZI");
          assertThat(server.sessions().getFirst().dirty()).isTrue();
          server.notifyListeners("news", "one");
          server.notifyListeners("other", "two");
          assertThat(client.next()).isEqualTo(new NotificationResponse(0, "news", "one"));
          query(client, "begin");
          server.notifyListeners("news", "three");
          assertThat(query(client, "nonce 0")).isEqualTo("TC(NONCE0 0)ZT");
          assertThat(query(client, "commit")).isEqualTo("C(COMMIT)AZI");
          assertThat(query(client, "unlisten *")).isEqualTo("C(UNLISTEN)ZI");
          assertThat(server.sessions().getFirst().listening()).isEmpty();
        });
  }

  @Test
  void terminatedSessionSaysWhyAndKilledOneDoesNot() {
    for (long seed = 0; seed < 25; seed++) {
      try (SimScheduler sim = new SimScheduler(SimOptions.swarm(seed))) {
        SimTransport transport = new SimTransport(sim);
        ModelServer server = new ModelServer(sim);
        server.mostSessions(2);
        transport.listen(WireClient.DB, server);
        sim.service(
            "client",
            () -> {
              WireClient idle = WireClient.login(transport, 2);
              WireClient busy = WireClient.login(transport, 2);
              assertThatThrownBy(() -> WireClient.login(transport, 2))
                  .isInstanceOf(IOException.class);
              assertThat(server.living()).hasSize(2);
              busy.send(new Query("slow 6 ms=60000"));
              assertThat(server.idle()).isIn(true, false);
              server.sessions().getFirst().terminate();
              assertThat(shape(List.of(idle.next()))).isEqualTo("E57P01");
              assertThat(idle.raw()).isEqualTo(-1);
              server.crash();
              assertThatThrownBy(busy::untilReady).isInstanceOf(IOException.class);
            });
        SimOutcome outcome = sim.runFor(Duration.ofMinutes(2)).check();
        assertThat(outcome.services()).isEmpty();
        assertThat(server.living()).isEmpty();
      }
    }
  }

  @Test
  void frameThatIsNotOneIsAViolation() {
    try (SimScheduler sim = new SimScheduler(SimOptions.plain(1))) {
      SimTransport transport = new SimTransport(sim);
      transport.listen(WireClient.DB, new ModelServer(sim));
      sim.service(
          "client",
          () -> {
            WireClient client = WireClient.login(transport, 2);
            client.link().write(new byte[] {'Q', 0, 0, 0, 3, 0, 0}, 0, 7);
            assertThat(client.raw()).isEqualTo(-1);
          });
      assertThat(sim.run().violations())
          .singleElement()
          .asString()
          .contains("the client broke the protocol: a message of 3 bytes");
    }
  }
}
