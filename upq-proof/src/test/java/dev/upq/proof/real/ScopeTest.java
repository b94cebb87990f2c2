// SPDX-License-Identifier: Apache-2.0
package dev.upq.proof.real;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.upq.PgPool;
import dev.upq.config.PgConfig;
import dev.upq.connection.PgConnection;
import dev.upq.fault.PgConstraintException;
import dev.upq.fault.PgDataException;
import dev.upq.fault.PgReadOnlyException;
import dev.upq.fault.PgTransactionException;
import dev.upq.fault.PgTransactionException.Outcome;
import dev.upq.fault.PgUsageException;
import dev.upq.pool.Lease;
import dev.upq.tx.Isolation;
import dev.upq.tx.PgTransaction;
import dev.upq.tx.PgTransactionScope;
import dev.upq.tx.TransactionOutcome;
import dev.upq.wire.TransactionStatus;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** How scopes end, on each server. */
@OnEachServer
final class ScopeTest {

  private final PgConfig config;
  private final PgPool pool;
  private final int pid;

  ScopeTest(int version) {
    config = Servers.inSchema(Servers.config(version), "scope").with("pool_max", "1");
    pool = Servers.pool(config);
    pool.execute("create table ledger (a int primary key)");
    pool.execute(
        "create table child (a int constraint child_parent references ledger deferrable initially"
            + " deferred)");
    try (Lease lease = pool.acquire()) {
      pid = lease.connection().processId();
    }
  }

  @AfterEach
  void sameCleanBackend() {
    try (Lease lease = pool.acquire()) {
      assertThat(lease.connection().status()).isEqualTo(TransactionStatus.IDLE);
      assertThat(lease.connection().processId()).isEqualTo(pid);
    }
    pool.close();
  }

  private PgTransactionScope scope() {
    return PgTransactionScope.on(pool);
  }

  private static long add(PgTransaction tx, int a) {
    return tx.execute("insert into ledger values ($1)", a);
  }

  private List<Integer> ledger() {
    return pool.query("select a from ledger order by a").list(Integer.class);
  }

  @Test
  void whatReturnsIsCommittedAndWhatThrowsIsNot() {
    long added = scope().run(tx -> add(tx, 1));
    assertThat(added).isOne();
    Error mine = new AssertionError("mine");
    assertThatThrownBy(
            () ->
                scope()
                    .run(
                        tx -> {
                          add(tx, 2);
                          throw mine;
                        }))
        .isSameAs(mine);
    assertThatThrownBy(
            () ->
                scope()
                    .run(
                        tx -> {
                          add(tx, 3);
                          throw new java.io.IOException("checked");
                        }))
        .isInstanceOf(java.io.IOException.class);
    assertThat(scope().<String, RuntimeException>run(tx -> "nothing was sent"))
        .isEqualTo("nothing was sent");
    assertThat(ledger()).containsExactly(1);
  }

  @Test
  void commitAndRollbackInsideEndItEarlyAndLaterUseIsATypedError() {
    List<String> hooks = new ArrayList<>();
    PgUsageException used =
        scope()
            .run(
                tx -> {
                  add(tx, 1);
                  tx.afterCommit(() -> hooks.add("committed"));
                  tx.commit();
                  assertThat(tx.open()).isFalse();
                  return catchThrowableOfType(PgUsageException.class, () -> add(tx, 2));
                });
    assertThat(used).isNotNull();
    String kept =
        scope()
            .run(
                tx -> {
                  add(tx, 3);
                  tx.afterRollback(() -> hooks.add("rolled back"));
                  tx.rollback();
                  return "kept";
                });
    assertThat(kept).isEqualTo("kept");
    assertThatThrownBy(
            () ->
                scope()
                    .outcome(
                        tx -> {
                          add(tx, 4);
                          tx.commit();
                          throw new IllegalStateException("after the commit");
                        }))
        .isInstanceOf(IllegalStateException.class);
    assertThat(hooks).containsExactly("committed", "rolled back");
    assertThat(ledger()).containsExactly(1, 4);
  }

  @Test
  @DisplayName("TX-01: work that swallows a statement's error has not succeeded")
  void aSwallowedErrorIsRolledBack() {
    TransactionOutcome<Long> outcome =
        scope()
            .outcome(
                tx -> {
                  long added = add(tx, 1);
                  assertThatThrownBy(() -> tx.query("select 1 / 0"))
                      .isInstanceOf(PgDataException.class);
                  assertThatThrownBy(() -> add(tx, 2))
                      .isInstanceOf(PgTransactionException.class)
                      .hasCauseInstanceOf(PgDataException.class);
                  return added;
                });
    assertThat(outcome)
        .isInstanceOfSatisfying(
            TransactionOutcome.RolledBack.class,
            rolledBack -> assertThat(rolledBack.cause()).hasCauseInstanceOf(PgDataException.class));
    assertThatThrownBy(
            () -> scope().run(tx -> catchThrowable(() -> tx.query("select 1 / 0")).getMessage()))
        .isInstanceOf(PgTransactionException.class);
    assertThat(ledger()).isEmpty();
  }

  @Test
  @DisplayName("TX-02: a deferred constraint that fails at COMMIT")
  void aDeferredConstraintFailsAtCommit() {
    PgTransactionException told =
        catchThrowableOfType(
            PgTransactionException.class,
            () -> scope().run(tx -> tx.execute("insert into child values (77)")));
    assertThat(told.outcome()).isEqualTo(Outcome.ROLLED_BACK);
    assertThat(told.getCause())
        .isInstanceOfSatisfying(
            PgConstraintException.class, e -> assertThat(e.sqlState().code()).isEqualTo("23503"));
  }

  @Test
  @DisplayName("TX-04: COMMIT, ROLLBACK and BEGIN as text are a typed misuse, also as the first")
  void transactionsAsTextAreAMisuse() {
    for (String text :
        List.of("commit", "rollback", "begin", "commit and chain", "rollback and chain", "end")) {
      assertThatThrownBy(
              () ->
                  scope()
                      .run(
                          tx -> {
                            add(tx, 1);
                            return tx.query(text);
                          }))
          .as(text)
          .isInstanceOf(PgUsageException.class);
      assertThat(ledger()).isEmpty();
      assertThatThrownBy(() -> scope().run(tx -> tx.query(text)))
          .as("first: " + text)
          .isInstanceOf(PgUsageException.class);
      scope()
          .run(
              tx -> {
                add(tx, 1);
                assertThatThrownBy(() -> tx.query(text)).isInstanceOf(PgUsageException.class);
                return add(tx, 2);
              });
      assertThat(ledger()).as("swallowed: " + text).containsExactly(1, 2);
      pool.execute("delete from ledger");
    }
    assertThatThrownBy(
            () -> scope().outcome(tx -> catchThrowable(() -> tx.script("select '\\'; commit --'"))))
        .as("hidden and swallowed")
        .isInstanceOf(PgUsageException.class);
  }

  @Test
  @DisplayName("TX-11: an error of the JVM in the work rolls back and gives the connection back")
  void anErrorOfTheJvmRollsBack() {
    assertThatThrownBy(
            () ->
                scope()
                    .run(
                        tx -> {
                          add(tx, 1);
                          return endless(0);
                        }))
        .isInstanceOf(StackOverflowError.class);
    assertThatThrownBy(
            () ->
                scope()
                    .run(
                        tx -> {
                          add(tx, 1);
                          throw new OutOfMemoryError("as if");
                        }))
        .isInstanceOf(OutOfMemoryError.class);
    assertThat(ledger()).isEmpty();
  }

  @SuppressWarnings("InfiniteRecursion")
  private static int endless(int depth) {
    return endless(depth + 1) + 1;
  }

  @Test
  @DisplayName("TX-15: a COPY that is under way when the work throws is given up and rolled back")
  void aCopyUnderWayIsGivenUp() {
    assertThatThrownBy(
            () ->
                scope()
                    .run(
                        tx -> {
                          var copy = tx.copyIn("copy ledger from stdin");
                          copy.write("1\n2\n".getBytes(StandardCharsets.UTF_8));
                          throw new IllegalStateException("in the middle");
                        }))
        .isInstanceOf(IllegalStateException.class);
    assertThat(ledger()).isEmpty();
  }

  @Test
  @DisplayName("TX-18: isolation, read-only and deferrable are honoured")
  void optionsAreHonoured() {
    assertThatThrownBy(() -> scope().readOnly().run(tx -> add(tx, 1)))
        .isInstanceOf(PgReadOnlyException.class);
    for (Isolation isolation : Isolation.values()) {
      String shown =
          scope().isolation(isolation).run(tx -> tx.query("show transaction_isolation").oneText());
      assertThat(shown).isEqualToIgnoringCase(isolation.name().replace('_', ' '));
    }
    List<String> settings =
        scope()
            .isolation(Isolation.SERIALIZABLE)
            .readOnly()
            .deferrable()
            .run(
                tx ->
                    List.of(
                        tx.query("show transaction_deferrable").oneText(),
                        tx.query("show transaction_read_only").oneText(),
                        tx.query("show idle_in_transaction_session_timeout").oneText()));
    assertThat(settings).containsExactly("on", "on", "30s");
    PgConfig hurried =
        config.with("options", "-c idle_in_transaction_session_timeout=5s -c search_path=scope");
    try (PgPool other = Servers.pool(hurried)) {
      String shown =
          PgTransactionScope.on(other)
              .run(tx -> tx.query("show idle_in_transaction_session_timeout").oneText());
      assertThat(shown).isEqualTo("5s");
    }
    assertThatThrownBy(
            () ->
                scope()
                    .run(
                        tx ->
                            scope().isolation(Isolation.SERIALIZABLE).run(inner -> add(inner, 1))))
        .isInstanceOf(PgUsageException.class);
  }

  @Test
  @DisplayName("TX-22: NOTIFY is delivered after the commit only; PREPARE TRANSACTION is a misuse")
  void notifyIsDeliveredAfterTheCommit() {
    try (PgConnection listener = Servers.connect(config)) {
      listener.script("listen scope_test");
      assertThatThrownBy(
              () ->
                  scope()
                      .run(
                          tx -> {
                            tx.query("select pg_notify('scope_test', 'undone')");
                            throw new IllegalStateException("no");
                          }))
          .isInstanceOf(IllegalStateException.class);
      scope()
          .run(
              tx -> {
                tx.query("select pg_notify('scope_test', 'done')");
                listener.query("select 1");
                assertThat(listener.notifications().take()).isEmpty();
                return true;
              });
      assertThat(listener.notifications().await(Duration.ofSeconds(30)))
          .singleElement()
          .satisfies(told -> assertThat(told.payload()).isEqualTo("done"));
    }
    assertThatThrownBy(() -> scope().run(tx -> tx.query("prepare transaction 'scope'")))
        .isInstanceOf(PgUsageException.class);
  }

  @Test
  @DisplayName("TX-21: a hook that throws changes nothing and is told apart")
  void aHookThatThrowsIsToldApart() {
    RuntimeException mine = new IllegalStateException("hook");
    List<String> ran = new ArrayList<>();
    TransactionOutcome<Long> outcome =
        scope()
            .outcome(
                tx -> {
                  tx.afterCommit(
                      () -> {
                        throw mine;
                      });
                  tx.afterCommit(() -> ran.add("second, pool " + pool.state().idle()));
                  return add(tx, 1);
                });
    assertThat(outcome).isEqualTo(new TransactionOutcome.Committed<>(1L, List.of(mine)));
    assertThat(ran).containsExactly("second, pool 1");
    assertThat(ledger()).containsExactly(1);
  }
}
