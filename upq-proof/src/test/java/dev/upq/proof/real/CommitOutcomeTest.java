// SPDX-License-Identifier: Apache-2.0
package dev.upq.proof.real;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.upq.PgPool;
import dev.upq.config.PgConfig;
import dev.upq.connection.PgConnection;
import dev.upq.fault.PgException;
import dev.upq.fault.PgTransactionException;
import dev.upq.fault.PgTransactionException.Outcome;
import dev.upq.fault.Sent;
import dev.upq.testkit.proxy.Cut;
import dev.upq.testkit.proxy.Direction;
import dev.upq.testkit.proxy.FaultProxy;
import dev.upq.testkit.proxy.Rule;
import dev.upq.tx.PgTransaction;
import java.time.Duration;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a caller is told of a commit when the link fails around it, and what the ledger says. */
@Timeout(300)
final class CommitOutcomeTest {

  private static final Duration LONG = Duration.ofSeconds(30);

  private final PgConfig direct = Servers.inSchema(Servers.config(), "outcome");
  private final FaultProxy proxy =
      FaultProxy.to(direct.hosts().getFirst().host(), direct.hosts().getFirst().port());
  private final PgPool pool =
      Servers.pool(
          direct
              .with("host", proxy.host())
              .with("port", Integer.toString(proxy.port()))
              .with("sslmode", "disable")
              // The proxy counts messages: no statement is to be sent ahead of use.
              .with("statement_warm_size", "0")
              .with("pool_max", "1"));

  @BeforeEach
  void ledger() {
    try (PgConnection connection = Servers.connect(direct)) {
      connection.script("create table ledger (nonce int8 primary key)");
    }
  }

  @AfterEach
  void close() {
    pool.close();
    proxy.close();
  }

  private boolean booked(long nonce) {
    try (PgConnection connection = Servers.connect(direct)) {
      return connection.query("select count(*) from ledger where nonce = $1", nonce).oneLong() == 1;
    }
  }

  private void book(PgTransaction tx, long nonce) {
    tx.execute("insert into ledger values ($1)", nonce);
  }

  @Test
  @DisplayName("TX-05: a link that is cut before COMMIT is sent is a rollback")
  void cutBeforeCommit() {
    try (PgTransaction tx = pool.begin()) {
      book(tx, 1);
      proxy.cutAll(Cut.RESET);
      Soak.eventually("the end", () -> pool.state().lent() == 1 && ended(tx));
      PgTransactionException told = catchThrowableOfType(PgTransactionException.class, tx::commit);
      assertThat(told.outcome()).isEqualTo(Outcome.ROLLED_BACK);
      assertThat(told.retrySafe()).isTrue();
    }
    assertThat(booked(1)).isFalse();
    assertThat(pool.query("select 1").oneLong()).isOne();
  }

  private static boolean ended(PgTransaction tx) {
    try {
      tx.query("select 1");
      return false;
    } catch (PgException gone) {
      return true;
    }
  }

  @Test
  @DisplayName("TX-05: a link that is cut after COMMIT was answered is a commit")
  void cutAfterTheAnswer() {
    try (PgTransaction tx = pool.begin()) {
      book(tx, 2);
      tx.commit();
      proxy.cutAll(Cut.RESET);
    }
    assertThat(booked(2)).isTrue();
    assertThatThrownBy(() -> pool.query("select 1 from ledger where nonce = 'x'"))
        .isNotInstanceOf(PgTransactionException.class);
    assertThat(pool.query("select 1").oneLong()).isOne();
  }

  @Test
  @DisplayName(
      "TX-05, C12: a COMMIT whose answer is lost is unknown, always; the ledger shows both"
          + " outcomes; nothing is sent again")
  void lostAnswersAreUnknown() throws InterruptedException {
    SplittableRandom random = new SplittableRandom(Soak.seed(12));
    int committed = 0;
    int runs = Soak.times(100);
    for (long nonce = 100; nonce < 100 + runs; nonce++) {
      Rule.Hold hold =
          switch (random.nextInt(3)) {
            case 0 -> new Rule.Hold(Direction.TO_SERVER, 'Q', 2);
            case 1 -> new Rule.Hold(Direction.TO_CLIENT, 'C', 3);
            // The text is described once a runtime, which takes a round trip of its own.
            default -> new Rule.Hold(Direction.TO_CLIENT, 'Z', nonce == 100 ? 5 : 4);
          };
      if (nonce > 100) {
        Soak.eventually("what was lost is replaced", () -> pool.state().idle() == 1);
      }
      proxy.addTo(nonce > 100 ? proxy.connections() : 1, hold);
      commitInto(hold, nonce);
      proxy.remove(hold);
      committed += booked(nonce) ? 1 : 0;
    }
    assertThat(committed).isBetween(1, runs - 1);
    try (PgConnection connection = Servers.connect(direct)) {
      assertThat(connection.query("select count(*) from ledger").oneLong()).isEqualTo(committed);
    }
    assertThat(pool.state().lent()).isZero();
  }

  private void commitInto(Rule.Hold hold, long nonce) throws InterruptedException {
    try (PgTransaction tx = pool.begin()) {
      book(tx, nonce);
      Thread cutter =
          Thread.startVirtualThread(
              () -> {
                try {
                  assertThat(hold.await(LONG)).isTrue();
                } catch (InterruptedException told) {
                  Thread.currentThread().interrupt();
                }
                hold.reset();
              });
      PgTransactionException told = catchThrowableOfType(PgTransactionException.class, tx::commit);
      assertThat(told).as(hold.toString()).isNotNull();
      assertThat(told.outcome()).as(hold.toString()).isEqualTo(Outcome.UNKNOWN);
      assertThat(told.sent()).isEqualTo(Sent.MAYBE);
      assertThat(told.retrySafe()).isFalse();
      assertThat(cutter.join(LONG)).isTrue();
    }
    Soak.eventually("nothing is lent", () -> pool.state().lent() + pool.state().settling() == 0);
  }

  @Test
  @DisplayName("TX-06: a backend that is terminated at COMMIT leaves the outcome unknown")
  void terminatedAtCommit() throws InterruptedException {
    Rule.Hold hold = new Rule.Hold(Direction.TO_SERVER, 'Q', 2);
    proxy.addTo(1, hold);
    try (PgTransaction tx = pool.begin()) {
      book(tx, 3);
      int pid = tx.query("select pg_backend_pid()").row(0).intValue(0);
      Thread killer =
          Thread.startVirtualThread(
              () -> {
                try (PgConnection connection = Servers.connect(direct)) {
                  assertThat(hold.await(LONG)).isTrue();
                  connection.query("select pg_terminate_backend($1)", pid);
                } catch (InterruptedException told) {
                  Thread.currentThread().interrupt();
                }
              });
      PgTransactionException told = catchThrowableOfType(PgTransactionException.class, tx::commit);
      assertThat(told.outcome()).isEqualTo(Outcome.UNKNOWN);
      assertThat(told).hasMessageContaining("57P01");
      assertThat(killer.join(LONG)).isTrue();
      hold.reset();
    }
    assertThat(booked(3)).isFalse();
  }
}
