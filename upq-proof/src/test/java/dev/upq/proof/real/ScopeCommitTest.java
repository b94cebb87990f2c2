// SPDX-License-Identifier: Apache-2.0
package dev.upq.proof.real;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.upq.PgPool;
import dev.upq.config.PgConfig;
import dev.upq.connection.PgConnection;
import dev.upq.fault.PgTransactionException;
import dev.upq.fault.PgUsageException;
import dev.upq.probe.Probe;
import dev.upq.testkit.proxy.Cut;
import dev.upq.testkit.proxy.Direction;
import dev.upq.testkit.proxy.FaultProxy;
import dev.upq.testkit.proxy.Rule;
import dev.upq.tx.PgTransaction;
import dev.upq.tx.PgTransactionScope;
import dev.upq.tx.RetryCause;
import dev.upq.tx.TransactionId;
import dev.upq.tx.TransactionOutcome;
import java.time.Duration;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a scope tells where the link fails around COMMIT, and what the server says afterwards. */
@Timeout(600)
final class ScopeCommitTest {

  private static final Duration LONG = Duration.ofSeconds(30);

  private final PgConfig direct = Servers.inSchema(Servers.config(), "scope_commit");
  private final FaultProxy proxy =
      FaultProxy.to(direct.hosts().getFirst().host(), direct.hosts().getFirst().port());
  private final AtomicInteger unknown = new AtomicInteger();
  private final AtomicInteger retried = new AtomicInteger();
  private final PgPool aside = Servers.pool(direct.with("pool_max", "1"));
  private final PgPool pool =
      PgPool.open(
          Servers.setup(
                  direct
                      .with("host", proxy.host())
                      .with("port", Integer.toString(proxy.port()))
                      .with("sslmode", "disable")
                      .with("statement_warm_size", "0")
                      .with("pool_max", "1"))
              .withProbe(
                  new Probe() {
                    @Override
                    public void outcomeUnknown(long nanos) {
                      unknown.incrementAndGet();
                    }

                    @Override
                    public void retried() {
                      retried.incrementAndGet();
                    }
                  }));

  @BeforeEach
  void ledger() {
    aside.execute("create table ledger (nonce int8 primary key)");
    // What is described once a runtime is known from here on: the proxy counts messages.
    PgTransactionScope.on(pool).identified().run(tx -> book(tx, 0));
  }

  @AfterEach
  void close() {
    pool.close();
    aside.close();
    proxy.close();
  }

  private boolean booked(long nonce) {
    return aside.query("select count(*) from ledger where nonce = $1", nonce).oneLong() == 1;
  }

  private static long book(PgTransaction tx, long nonce) {
    return tx.execute("insert into ledger values ($1)", nonce);
  }

  @Test
  @DisplayName("TX-05: a link that is cut before COMMIT is sent is a rollback")
  void cutBeforeCommit() {
    assertThatThrownBy(
            () ->
                PgTransactionScope.on(pool)
                    .run(
                        tx -> {
                          long booked = book(tx, 1);
                          proxy.cutAll(Cut.RESET);
                          Soak.eventually(
                              "the end", () -> catchThrowable(() -> tx.query("select 1")) != null);
                          return booked;
                        }))
        .isInstanceOfSatisfying(
            PgTransactionException.class,
            told ->
                assertThat(told.outcome()).isEqualTo(PgTransactionException.Outcome.ROLLED_BACK));
    assertThat(booked(1)).isFalse();
    assertThat(unknown).hasValue(0);
  }

  @Test
  @DisplayName("TX-05: a link that is cut after COMMIT was answered is a commit")
  void cutAfterTheAnswer() {
    PgTransactionScope.on(pool)
        .run(
            tx -> {
              tx.afterCommit(() -> proxy.cutAll(Cut.RESET));
              return book(tx, 2);
            });
    assertThat(booked(2)).isTrue();
  }

  @Test
  @DisplayName("TX-09: what the work throws is told although rolling back fails")
  void whatTheWorkThrowsIsTold() {
    IllegalStateException mine = new IllegalStateException("mine");
    int before = proxy.connections();
    assertThatThrownBy(
            () ->
                PgTransactionScope.on(pool)
                    .run(
                        tx -> {
                          book(tx, 3);
                          proxy.cutAll(Cut.RESET);
                          throw mine;
                        }))
        .isSameAs(mine);
    assertThat(mine.getSuppressed()).hasSize(1);
    Soak.eventually("the connection is another one", () -> proxy.connections() > before);
    assertThat(booked(3)).isFalse();
  }

  @Test
  @DisplayName(
      "C12, TX-05: a COMMIT whose answer is lost is unknown, always, is never tried again, and is"
          + " resolved as the ledger says")
  void lostAnswersAreUnknownAndResolved() throws InterruptedException {
    SplittableRandom random = new SplittableRandom(Soak.seed(12));
    int runs = Integer.getInteger("upq.scope.lost", 20);
    int committed = 0;
    for (long nonce = 100; nonce < 100 + runs; nonce++) {
      // Each has a connection of its own, on which COMMIT is the first Query and the fifth command;
      // each of four statements is parsed with a Sync of its own, in front of theirs.
      Rule.Hold hold =
          switch (random.nextInt(3)) {
            case 0 -> new Rule.Hold(Direction.TO_SERVER, 'Q', 1);
            case 1 -> new Rule.Hold(Direction.TO_CLIENT, 'C', 5);
            default -> new Rule.Hold(Direction.TO_CLIENT, 'Z', 7);
          };
      committed += lost(hold, nonce) ? 1 : 0;
    }
    assertThat(committed).isBetween(1, runs - 1);
    assertThat(unknown).hasValue(runs);
    assertThat(retried).hasValue(0);
    assertThat(aside.query("select count(*) from ledger").oneLong()).isEqualTo(1 + committed);
    System.out.println("C12: " + runs + " lost answers, " + committed + " of them committed");
  }

  /** Loses the answer to one COMMIT; whether it stands. */
  private boolean lost(Rule.Hold hold, long nonce) throws InterruptedException {
    onNew(hold);
    Thread cutter = Thread.ofVirtual().start(() -> reset(hold));
    AtomicInteger attempts = new AtomicInteger();
    TransactionOutcome<Long> outcome =
        PgTransactionScope.on(pool)
            .identified()
            .retry(5, RetryCause.CONNECTION_LOST)
            .outcome(
                tx -> {
                  attempts.incrementAndGet();
                  return book(tx, nonce);
                });
    assertThat(cutter.join(LONG)).isTrue();
    proxy.remove(hold);
    assertThat(attempts).as(hold.toString()).hasValue(1);
    assertThat(outcome).as(hold.toString()).isInstanceOf(TransactionOutcome.Unknown.class);
    TransactionId id = ((TransactionOutcome.Unknown<Long>) outcome).id().orElseThrow();
    TransactionId.Status status = id.resolve(aside, LONG);
    boolean booked = booked(nonce);
    assertThat(status)
        .as(hold.toString())
        .isEqualTo(booked ? TransactionId.Status.COMMITTED : TransactionId.Status.ABORTED);
    return booked;
  }

  /** The pool's connection is a new one now, and that rule is on it. */
  private Rule.Hold onNew(Rule.Hold hold) {
    int before = proxy.connections();
    proxy.cutAll(Cut.RESET);
    Soak.eventually(
        "what was lost is replaced",
        () -> proxy.connections() > before && pool.state().idle() == 1);
    proxy.addTo(proxy.connections(), hold);
    return hold;
  }

  private static void reset(Rule.Hold hold) {
    assertThat(held(hold)).isTrue();
    hold.reset();
  }

  private static boolean held(Rule.Hold hold) {
    try {
      return hold.await(LONG);
    } catch (InterruptedException told) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  @Test
  @DisplayName("TX-04, TX-05: a text that may have committed and lost its answer is not repeated")
  void aHiddenCommitThatIsLostIsUnknown() throws InterruptedException {
    Rule.Hold hold = onNew(new Rule.Hold(Direction.TO_CLIENT, 'T', 2));
    Thread cutter = Thread.ofVirtual().start(() -> reset(hold));
    AtomicInteger attempts = new AtomicInteger();
    TransactionOutcome<Long> outcome =
        PgTransactionScope.on(pool)
            .retry(5, RetryCause.CONNECTION_LOST)
            .outcome(
                tx -> {
                  attempts.incrementAndGet();
                  assertThatThrownBy(() -> tx.execute("COMMIT"))
                      .isInstanceOf(PgUsageException.class);
                  book(tx, 6);
                  tx.script("select '\\'; commit; select 1 --'");
                  return book(tx, 7);
                });
    assertThat(cutter.join(LONG)).isTrue();
    assertThat(attempts).hasValue(1);
    assertThat(outcome).isInstanceOf(TransactionOutcome.Unknown.class);
    assertThat(booked(6)).isTrue();
    assertThat(retried).hasValue(0);
  }

  @Test
  @DisplayName("TX-06: a backend that is terminated at COMMIT leaves it unknown, and resolvable")
  void terminatedAtCommit() throws InterruptedException {
    Rule.Hold hold = onNew(new Rule.Hold(Direction.TO_SERVER, 'Q', 1));
    TransactionOutcome<Thread> outcome =
        PgTransactionScope.on(pool)
            .identified()
            .outcome(
                tx -> {
                  book(tx, 4);
                  int pid = tx.query("select pg_backend_pid()").row(0).intValue(0);
                  return Thread.ofVirtual().start(() -> terminate(hold, pid));
                });
    hold.reset();
    TransactionId id = ((TransactionOutcome.Unknown<Thread>) outcome).id().orElseThrow();
    assertThat(id.resolve(aside, LONG)).isEqualTo(TransactionId.Status.ABORTED);
    assertThat(booked(4)).isFalse();
  }

  private void terminate(Rule.Hold hold, int pid) {
    try (PgConnection connection = Servers.connect(direct)) {
      assertThat(hold.await(LONG)).isTrue();
      connection.query("select pg_terminate_backend($1)", pid);
    } catch (InterruptedException told) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  @DisplayName(
      "TX-05: the unknown outcome of a transaction inside is no reason to repeat the outer")
  void anUnknownOutcomeInsideIsNotRepeated() {
    Rule.Hold hold = onNew(new Rule.Hold(Direction.TO_CLIENT, 'C', 4));
    Thread.ofVirtual().start(() -> reset(hold));
    AtomicInteger attempts = new AtomicInteger();
    TransactionOutcome<Long> outcome =
        PgTransactionScope.on(aside)
            .retry(3, RetryCause.CONNECTION_LOST)
            .outcome(
                outer -> {
                  attempts.incrementAndGet();
                  return PgTransactionScope.on(pool).run(tx -> book(tx, 11));
                });
    assertThat(attempts).hasValue(1);
    assertThat(outcome)
        .isInstanceOfSatisfying(
            TransactionOutcome.RolledBack.class,
            told ->
                assertThat(told.cause())
                    .isInstanceOfSatisfying(
                        PgTransactionException.class,
                        inner ->
                            assertThat(inner.outcome())
                                .isEqualTo(PgTransactionException.Outcome.UNKNOWN)));
    assertThat(booked(11)).isTrue();
  }

  @Test
  @DisplayName("TX-10: an interrupt while COMMIT is under way changes nothing, and stays set")
  void anInterruptDuringCommitIsKept() {
    Rule.Hold hold = onNew(new Rule.Hold(Direction.TO_CLIENT, 'C', 4));
    Thread caller = Thread.currentThread();
    Thread.ofVirtual()
        .start(
            () -> {
              if (held(hold)) {
                caller.interrupt();
              }
              hold.release();
            });
    long booked = PgTransactionScope.on(pool).run(tx -> book(tx, 8));
    assertThat(Thread.interrupted()).isTrue();
    assertThat(booked).isOne();
    assertThat(booked(8)).isTrue();
    assertThat(unknown).hasValue(0);
  }

  @Test
  @DisplayName("TX-05: a COMMIT that is not answered for commitWait is unknown")
  void aSilentServerAtCommit() {
    Rule.Hold hold = onNew(new Rule.Hold(Direction.TO_CLIENT, 'C', 4));
    TransactionOutcome<Long> outcome =
        PgTransactionScope.on(pool)
            .commitWait(Duration.ofMillis(100))
            .retry(5, RetryCause.CONNECTION_LOST)
            .outcome(tx -> book(tx, 9));
    hold.reset();
    assertThat(outcome).isInstanceOf(TransactionOutcome.Unknown.class);
    assertThat(booked(9)).isTrue();
    assertThat(retried).hasValue(0);
  }

  @Test
  @DisplayName("TX-06: one that still runs is ended; another history is not believed")
  void whatStillRunsIsEnded() {
    try (PgTransaction tx = PgTransactionScope.on(pool).identified().open()) {
      book(tx, 10);
      TransactionId id = tx.id().orElseThrow();
      TransactionId elsewhere = new TransactionId(id.xid(), id.processId(), "0000ABCD");
      assertThat(elsewhere.resolve(aside, LONG)).isEqualTo(TransactionId.Status.UNKNOWN);
      assertThat(tx.query("select 1").oneLong()).isOne();
      assertThat(id.resolve(aside, LONG)).isEqualTo(TransactionId.Status.ABORTED);
    }
    assertThat(booked(10)).isFalse();
  }

  @Test
  void anUnknownOutcomeIsResolvedAtOnceWhereAskedFor() {
    Rule.Hold hold = onNew(new Rule.Hold(Direction.TO_CLIENT, 'C', 5));
    Thread.ofVirtual().start(() -> reset(hold));
    AtomicInteger hooks = new AtomicInteger();
    long booked =
        PgTransactionScope.on(pool)
            .resolveUnknown(LONG)
            .run(
                tx -> {
                  tx.afterCommit(hooks::incrementAndGet);
                  return book(tx, 5);
                });
    assertThat(booked).isOne();
    assertThat(booked(5)).isTrue();
    assertThat(hooks).hasValue(1);
    assertThat(unknown).hasValue(1);
  }
}
