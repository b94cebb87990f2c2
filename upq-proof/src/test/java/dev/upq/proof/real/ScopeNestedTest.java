// SPDX-License-Identifier: Apache-2.0
package dev.upq.proof.real;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.upq.PgPool;
import dev.upq.config.PgConfig;
import dev.upq.fault.PgConstraintException;
import dev.upq.fault.PgServerException;
import dev.upq.fault.PgUsageException;
import dev.upq.pool.Lease;
import dev.upq.tx.PgTransaction;
import dev.upq.tx.PgTransactionScope;
import dev.upq.wire.TransactionStatus;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What is nested in a scope, on each server. */
@OnEachServer
final class ScopeNestedTest {

  private final PgConfig config;
  private final PgPool pool;
  private final int pid;

  ScopeNestedTest(int version) {
    config = Servers.inSchema(Servers.config(version), "scope_nested").with("pool_max", "1");
    pool = Servers.pool(config);
    pool.execute("create table ledger (a int primary key)");
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
  @DisplayName("TX-12: a nested failure that the outer work catches undoes the nested part alone")
  void aNestedFailureIsUndoneAlone() {
    List<String> hooks = new ArrayList<>();
    scope()
        .run(
            tx -> {
              add(tx, 1);
              assertThatThrownBy(
                      () ->
                          scope()
                              .run(
                                  inner -> {
                                    inner.afterCommit(() -> hooks.add("inner"));
                                    add(inner, 2);
                                    assertThatThrownBy(() -> add(tx, 9))
                                        .isInstanceOf(PgUsageException.class);
                                    return add(inner, 1);
                                  }))
                  .isInstanceOf(PgConstraintException.class);
              tx.afterCommit(() -> hooks.add("outer"));
              tx.nested(inner -> add(inner, 3));
              tx.nested(
                  inner -> {
                    add(inner, 4);
                    inner.rollback();
                    return true;
                  });
              assertThatThrownBy(() -> tx.nested(inner -> tx.query("select 1")))
                  .isInstanceOf(PgUsageException.class);
              return add(tx, 5);
            });
    assertThat(ledger()).containsExactly(1, 3, 5);
    assertThat(hooks).containsExactly("outer");
  }

  @Test
  @DisplayName("TX-12: a nested part whose first statement cannot be prepared costs nothing else")
  void aNestedSyntaxErrorIsUndoneAlone() {
    scope()
        .run(
            tx -> {
              assertThatThrownBy(() -> tx.nested(inner -> inner.query("selec 1")))
                  .isInstanceOf(PgServerException.class);
              add(tx, 1);
              assertThatThrownBy(() -> tx.nested(inner -> inner.query("selec 2")))
                  .isInstanceOf(PgServerException.class);
              return add(tx, 2);
            });
    assertThat(ledger()).containsExactly(1, 2);
  }

  @Test
  @DisplayName("TX-13: nested parts in a loop leave nothing behind, and nest 64 deep")
  void nestedPartsLeaveNothing() {
    int times = Integer.getInteger("upq.scope.nested", 200);
    scope()
        .run(
            tx -> {
              add(tx, 0);
              long before = contexts(tx);
              for (int i = 1; i <= times; i++) {
                int a = i;
                boolean fails = i % 4 == 0;
                assertThat(
                        catchThrowable(() -> tx.nested(inner -> add(inner, fails ? 0 : a))) != null)
                    .isEqualTo(fails);
              }
              assertThat(contexts(tx)).isEqualTo(before);
              return deep(tx, 64);
            });
    assertThat(ledger()).hasSize(1 + times - times / 4 + 1);
  }

  private static long deep(PgTransaction tx, int levels) {
    return levels == 0 ? add(tx, -1) : tx.nested(inner -> deep(inner, levels - 1));
  }

  private static long contexts(PgTransaction tx) {
    return tx.query(
            "select count(*) from pg_backend_memory_contexts where name = 'CurTransactionContext'")
        .oneLong();
  }
}
