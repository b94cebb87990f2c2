// SPDX-License-Identifier: Apache-2.0
package dev.upq.proof.real;

import static org.assertj.core.api.Assertions.assertThat;

import dev.upq.PgPool;
import dev.upq.config.PgConfig;
import dev.upq.connection.PgConnection;
import dev.upq.tx.Isolation;
import dev.upq.tx.PgTransactionScope;
import dev.upq.tx.RetryCause;
import dev.upq.tx.TransactionOutcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Transfers between few accounts, serializable and tried again, while backends are terminated. */
@Timeout(300)
final class ScopeKillsTest {

  private static final int CALLERS = 8;
  private static final int ACCOUNTS = 4;

  private final int kills = Integer.getInteger("upq.scope.kills", 5);
  private final PgConfig config =
      Servers.inSchema(Servers.config(), "scope_kills")
          .with("pool_max", "4")
          .with("application_name", "scope_kills");
  private final AtomicInteger done = new AtomicInteger();
  private final AtomicInteger killed = new AtomicInteger();

  /** What one caller was told of its transfers, by their numbers. */
  private record Told(Set<Long> committed, Set<Long> rolledBack, Set<Long> unknown) {}

  @Test
  @DisplayName(
      "TX-06, TX-07: through terminated backends the sum stays right, what is told as committed"
          + " stands once, and what is told as rolled back does not stand")
  void theSumStaysRight() throws Exception {
    try (PgConnection aside = Servers.connect(config.with("application_name", "aside"))) {
      aside.script(
          "create table account (id int primary key, balance int8 not null);"
              + " create table ledger (nonce int8 not null);"
              + " insert into account select i, 1000 from generate_series(1, 4) i");
      List<Told> all = new ArrayList<>();
      try (PgPool pool = Servers.pool(config);
          ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
        List<Future<Told>> callers = new ArrayList<>();
        for (int caller = 0; caller < CALLERS; caller++) {
          SplittableRandom random = new SplittableRandom(Soak.seed(31 + caller));
          long first = caller * 1_000_000_000L;
          callers.add(threads.submit(() -> transfers(pool, random, first)));
        }
        for (int i = 0; i < kills; i++) {
          kill(aside);
        }
        for (Future<Told> each : callers) {
          all.add(each.get());
        }
      }
      check(aside, all);
    }
  }

  /** Terminates all of the pool's backends, once some more transfers are done. */
  private void kill(PgConnection aside) {
    int before = done.get();
    Soak.eventually("transfers go on", () -> done.get() >= before + CALLERS);
    aside.query(
        "select count(pg_terminate_backend(pid)) from pg_stat_activity where application_name ="
            + " 'scope_kills'");
    killed.incrementAndGet();
  }

  private Told transfers(PgPool pool, SplittableRandom random, long first) {
    Told told = new Told(new HashSet<>(), new HashSet<>(), new HashSet<>());
    for (long nonce = first; killed.get() < kills; nonce++) {
      switch (transfer(pool, random, nonce)) {
        case TransactionOutcome.Committed<Long> stands -> told.committed.add(nonce);
        case TransactionOutcome.RolledBack<Long> undone -> told.rolledBack.add(nonce);
        case TransactionOutcome.Unknown<Long> lost -> told.unknown.add(nonce);
      }
      done.incrementAndGet();
    }
    return told;
  }

  private static TransactionOutcome<Long> transfer(
      PgPool pool, SplittableRandom random, long nonce) {
    int from = 1 + random.nextInt(ACCOUNTS);
    int to = 1 + (from + random.nextInt(ACCOUNTS - 1)) % ACCOUNTS;
    return PgTransactionScope.on(pool)
        .isolation(Isolation.SERIALIZABLE)
        .retry(500, RetryCause.CONNECTION_LOST)
        .deadline(Duration.ofSeconds(60))
        .outcome(
            tx -> {
              tx.execute("update account set balance = balance - 1 where id = $1", from);
              tx.execute("insert into ledger values ($1)", nonce);
              return tx.execute("update account set balance = balance + 1 where id = $1", to);
            });
  }

  private void check(PgConnection aside, List<Told> all) {
    assertThat(aside.query("select sum(balance)::int8 from account").oneLong())
        .isEqualTo(ACCOUNTS * 1_000L);
    List<Long> booked = aside.query("select nonce from ledger").list(Long.class);
    Set<Long> stands = new HashSet<>(booked);
    assertThat(booked).as("none twice").hasSize(stands.size());
    Set<Long> unknown = new HashSet<>();
    Set<Long> committed = new HashSet<>();
    for (Told told : all) {
      assertThat(stands).containsAll(told.committed);
      assertThat(Collections.disjoint(stands, told.rolledBack)).isTrue();
      committed.addAll(told.committed);
      unknown.addAll(told.unknown);
    }
    stands.removeAll(committed);
    assertThat(unknown).as("what else stands").containsAll(stands);
    System.out.println(
        "kills " + kills + ": " + committed.size() + " committed, " + unknown.size() + " unknown");
  }
}
