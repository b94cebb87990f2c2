// SPDX-License-Identifier: Apache-2.0
package dev.upq.proof.real;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.upq.PgPool;
import dev.upq.config.PgConfig;
import dev.upq.connection.PgConnection;
import dev.upq.connection.PgPipeline;
import dev.upq.fault.PgConstraintException;
import dev.upq.fault.PgDataException;
import dev.upq.fault.PgException;
import dev.upq.fault.PgInterruptedException;
import dev.upq.fault.PgReadOnlyException;
import dev.upq.fault.PgTransactionException;
import dev.upq.fault.PgTransactionException.Outcome;
import dev.upq.fault.PgUsageException;
import dev.upq.fault.PgValueException;
import dev.upq.pool.Lease;
import dev.upq.tx.Isolation;
import dev.upq.tx.PgTransaction;
import dev.upq.tx.TransactionOptions;
import dev.upq.wire.TransactionStatus;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** How transactions end, on each server. */
@OnEachServer
final class TransactionsTest {

  private final PgConfig config;
  private final PgPool pool;

  TransactionsTest(int version) {
    config = Servers.inSchema(Servers.config(version), "transactions").with("pool_max", "1");
    pool = Servers.pool(config);
    pool.execute("create table ledger (a int primary key)");
    pool.execute(
        "create table child (a int constraint child_parent references ledger deferrable initially"
            + " deferred)");
  }

  @AfterEach
  void close() {
    pool.close();
  }

  private long ledger() {
    return pool.query("select count(*) from ledger").oneLong();
  }

  /** The only connection of the pool was not replaced and is clean. */
  private void sameCleanBackend(int pid) {
    try (Lease lease = pool.acquire()) {
      assertThat(lease.connection().status()).isEqualTo(TransactionStatus.IDLE);
      assertThat(lease.connection().processId()).isEqualTo(pid);
    }
  }

  private int pid() {
    try (Lease lease = pool.acquire()) {
      return lease.connection().processId();
    }
  }

  @Test
  void whatIsCommittedStaysAndWhatIsRolledBackDoesNot() {
    int pid = pid();
    try (PgTransaction tx = pool.begin()) {
      tx.execute("insert into ledger values (1)");
      tx.commit();
      assertThat(tx.open()).isFalse();
    }
    try (PgTransaction tx = pool.begin()) {
      tx.execute("insert into ledger values (2)");
      tx.rollback();
      assertThatThrownBy(() -> tx.query("select 1")).isInstanceOf(PgUsageException.class);
      assertThatThrownBy(tx::commit).isInstanceOf(PgUsageException.class);
    }
    try (PgTransaction tx = pool.begin()) {
      tx.execute("insert into ledger values (3)");
    }
    assertThat(ledger()).isOne();
    sameCleanBackend(pid);
  }

  @Test
  @DisplayName("TX-01, ancestor defect 6: commit after a swallowed error is told as rolled back")
  void aSwallowedErrorIsNotCommitted() {
    int pid = pid();
    try (PgTransaction tx = pool.begin()) {
      tx.execute("insert into ledger values (1)");
      assertThatThrownBy(() -> tx.query("select 1 / 0")).isInstanceOf(PgDataException.class);
      PgTransactionException refused =
          catchThrowableOfType(PgTransactionException.class, () -> tx.query("select 1"));
      assertThat(refused).hasCauseInstanceOf(PgDataException.class);
      PgTransactionException told = catchThrowableOfType(PgTransactionException.class, tx::commit);
      assertThat(told.outcome()).isEqualTo(Outcome.ROLLED_BACK);
      assertThat(told).hasCauseInstanceOf(PgDataException.class);
    }
    assertThat(ledger()).isZero();
    sameCleanBackend(pid);
  }

  @Test
  void aRefusedArgumentDoesNotFailTheTransaction() {
    try (PgTransaction tx = pool.begin()) {
      assertThatThrownBy(() -> tx.execute("insert into ledger values ($1)", "x".repeat(3) + "\0"))
          .isInstanceOf(PgValueException.class);
      tx.execute("insert into ledger values ($1)", 5);
      tx.commit();
    }
    assertThat(ledger()).isOne();
  }

  @Test
  @DisplayName("TX-02: a deferred constraint that fails at COMMIT")
  void aDeferredConstraintFailsAtCommit() {
    int pid = pid();
    try (PgTransaction tx = pool.begin()) {
      tx.execute("insert into child values (77)");
      PgTransactionException told = catchThrowableOfType(PgTransactionException.class, tx::commit);
      assertThat(told.outcome()).isEqualTo(Outcome.ROLLED_BACK);
      assertThat(told.getCause())
          .isInstanceOfSatisfying(
              PgConstraintException.class,
              e -> assertThat(e.diagnostic().sqlState().code()).isEqualTo("23503"));
    }
    sameCleanBackend(pid);
  }

  @Test
  @DisplayName("TX-04: a text that ends the transaction itself is a typed misuse")
  void aTextThatEndsTheTransactionIsAMisuse() {
    int pid = pid();
    String[] texts = {
      "commit",
      "rollback",
      "commit and chain",
      "rollback and chain",
      "end",
      "abort",
      "insert into ledger values (9); commit; begin"
    };
    for (String text : texts) {
      try (PgTransaction tx = pool.begin()) {
        tx.execute("insert into ledger values (1)");
        assertThatThrownBy(() -> tx.script(text)).as(text).isInstanceOf(PgUsageException.class);
        tx.execute("insert into ledger values (2)");
        tx.rollback();
      }
      assertThat(ledger()).as(text).isZero();
      sameCleanBackend(pid);
    }
    try (PgTransaction tx = pool.begin();
        PgPipeline pipeline = tx.pipeline()) {
      assertThatThrownBy(() -> pipeline.query("commit")).isInstanceOf(PgUsageException.class);
      assertThatThrownBy(() -> tx.query("/* */ ; commit and chain"))
          .isInstanceOf(PgUsageException.class);
      assertThatThrownBy(() -> tx.stream("commit")).isInstanceOf(PgUsageException.class);
      assertThatThrownBy(() -> tx.copyIn("commit")).isInstanceOf(PgUsageException.class);
      assertThatThrownBy(() -> tx.executeBatch("commit", List.of(new Object[0], new Object[0])))
          .isInstanceOf(PgUsageException.class);
      tx.execute("insert into ledger values (1)");
      tx.commit();
    }
    assertThat(ledger()).isOne();
    sameCleanBackend(pid);
  }

  @Test
  @DisplayName("TX-04: a text that hides its COMMIT is found out by tag and status, as a misuse")
  void aHiddenCommitIsFoundOut() {
    int pid = pid();
    for (String text : new String[] {"commit", "commit; begin", "commit and chain"}) {
      try (PgTransaction tx = pool.begin()) {
        tx.execute("insert into ledger values (1)");
        assertThatThrownBy(() -> tx.script("select '\\'; " + text + " --'"))
            .as(text)
            .isInstanceOf(PgUsageException.class);
        assertThatThrownBy(() -> tx.execute("insert into ledger values (2)"))
            .isInstanceOf(PgUsageException.class);
        assertThatThrownBy(tx::commit).isInstanceOf(PgUsageException.class);
      }
      assertThat(pool.query("select count(*) from ledger where a = 2").oneLong()).isZero();
      pool.execute("delete from ledger");
      sameCleanBackend(pid);
    }
    try (PgTransaction tx = pool.begin()) {
      assertThatThrownBy(() -> tx.script("select '\\'; commit; select 1 / 0 --'"))
          .isInstanceOf(PgDataException.class);
      assertThatThrownBy(tx::commit).isInstanceOf(PgUsageException.class);
    }
    try (PgTransaction tx = pool.begin()) {
      assertThatThrownBy(() -> tx.script("select '\\'; commit; begin; select 1 / 0 --'"))
          .isInstanceOfSatisfying(
              PgTransactionException.class,
              told -> assertThat(told.outcome()).isEqualTo(Outcome.UNKNOWN));
      assertThatThrownBy(tx::commit).isInstanceOf(PgUsageException.class);
    }
    sameCleanBackend(pid);
  }

  @Test
  @DisplayName("TX-04: BEGIN inside a transaction is a typed misuse and harms nothing")
  void beginInsideATransactionIsAMisuse() {
    try (PgTransaction tx = pool.begin()) {
      tx.execute("insert into ledger values (1)");
      for (String text : new String[] {"begin", "start transaction"}) {
        assertThatThrownBy(() -> tx.script(text)).isInstanceOf(PgUsageException.class);
      }
      tx.execute("insert into ledger values (2)");
      tx.commit();
    }
    assertThat(ledger()).isEqualTo(2);
  }

  @Test
  @DisplayName(
      "TX-10: an interrupt in a transaction cancels, rolls back and leaves a clean connection")
  void anInterruptRollsBack() {
    int pid = pid();
    Thread caller = Thread.currentThread();
    try (PgTransaction tx = pool.begin()) {
      tx.execute("insert into ledger values (1)");
      Thread.startVirtualThread(
          () -> {
            Servers.awaitSleep(config, pid);
            caller.interrupt();
          });
      assertThatThrownBy(() -> tx.query("select pg_sleep(60)"))
          .isInstanceOf(PgInterruptedException.class);
      assertThat(caller.isInterrupted()).isTrue();
      PgException again = catchThrowableOfType(PgException.class, () -> tx.query("select 1"));
      assertThat(again).isInstanceOf(PgTransactionException.class);
    }
    assertThat(Thread.interrupted()).isTrue();
    assertThat(ledger()).isZero();
    sameCleanBackend(pid);
  }

  @Test
  @DisplayName("TX-12: a savepoint's effects go, the rest stays")
  void aSavepointsEffectsGo() {
    try (PgTransaction tx = pool.begin()) {
      tx.execute("insert into ledger values (1)");
      PgTransaction.Savepoint point = tx.savepoint();
      tx.execute("insert into ledger values (2)");
      assertThatThrownBy(() -> tx.execute("insert into ledger values (1)"))
          .isInstanceOf(PgConstraintException.class);
      point.rollback();
      PgTransaction.Savepoint inner = tx.savepoint();
      tx.execute("insert into ledger values (3)");
      inner.release();
      point.release();
      tx.commit();
    }
    assertThat(pool.query("select a from ledger order by a").list(Integer.class))
        .containsExactly(1, 3);
  }

  @Test
  @DisplayName("TX-18, ancestor defect 5: a read-only transaction refuses writes")
  void aReadOnlyTransactionRefusesWrites() {
    try (PgTransaction tx = pool.begin(TransactionOptions.standard().asReadOnly())) {
      assertThatThrownBy(() -> tx.execute("insert into ledger values (1)"))
          .isInstanceOf(PgReadOnlyException.class);
    }
    try (PgTransaction tx =
        pool.begin(
            TransactionOptions.standard()
                .with(Isolation.SERIALIZABLE)
                .asReadOnly()
                .asDeferrable())) {
      assertThat(tx.query("show transaction_deferrable").oneText()).isEqualTo("on");
      assertThat(tx.query("show transaction_isolation").oneText()).isEqualTo("serializable");
      assertThat(tx.query("show transaction_read_only").oneText()).isEqualTo("on");
    }
    assertThat(ledger()).isZero();
  }

  @Test
  @DisplayName("ancestor defect 5: two reads at REPEATABLE READ see one snapshot")
  void twoReadsSeeOneSnapshot() {
    for (Isolation isolation : Isolation.values()) {
      pool.execute("truncate ledger cascade");
      try (PgTransaction tx = pool.begin(TransactionOptions.standard().with(isolation))) {
        assertThat(tx.query("select count(*) from ledger").oneLong()).isZero();
        insertFromElsewhere();
        assertThat(tx.query("select count(*) from ledger").oneLong())
            .isEqualTo(isolation == Isolation.READ_COMMITTED ? 1 : 0);
        tx.commit();
      }
    }
  }

  private void insertFromElsewhere() {
    try (PgConnection other = Servers.connect(config)) {
      other.query("insert into ledger values (1)");
    }
  }

  @Test
  @DisplayName("TX-13: 64 savepoints deep")
  void savepointsNest() {
    try (PgTransaction tx = pool.begin()) {
      PgTransaction.Savepoint[] points = new PgTransaction.Savepoint[64];
      for (int i = 0; i < points.length; i++) {
        points[i] = tx.savepoint();
        tx.execute("insert into ledger values ($1)", i);
      }
      points[32].rollback();
      assertThat(tx.query("select count(*) from ledger").oneLong()).isEqualTo(32);
      tx.commit();
    }
    assertThat(ledger()).isEqualTo(32);
  }
}
