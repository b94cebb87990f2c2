// SPDX-License-Identifier: Apache-2.0
package dev.upq.proof.real;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.upq.PgPool;
import dev.upq.config.PgConfig;
import dev.upq.connection.PgConnection;
import dev.upq.fault.PgReadOnlyException;
import dev.upq.fault.PgUsageException;
import dev.upq.fault.Sent;
import dev.upq.testkit.proxy.Cut;
import dev.upq.testkit.proxy.Direction;
import dev.upq.testkit.proxy.FaultProxy;
import dev.upq.testkit.proxy.Rule;
import dev.upq.tx.Isolation;
import dev.upq.tx.PgTransaction;
import dev.upq.tx.PgTransactionScope;
import dev.upq.tx.RetryCause;
import dev.upq.tx.TransactionId;
import dev.upq.tx.TransactionId.Status;
import dev.upq.tx.TransactionOutcome;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;

/** Scopes, a standby, and its promotion under one of them. */
@Timeout(120)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
final class ScopeFailoverTest {

  private static final Duration LONG = Duration.ofSeconds(30);

  private static final ReplicaPair PAIR = ReplicaPair.start(Servers.NEWEST);

  @BeforeAll
  static void ledger() {
    try (PgConnection primary = Servers.connect(onPrimary())) {
      primary.script("create table ledger (nonce int8 primary key)");
    }
    PAIR.await();
  }

  @AfterAll
  static void close() throws IOException {
    PAIR.close();
  }

  private static PgConfig onPrimary() {
    return PAIR.config().withHosts(List.of(ReplicaPair.at(PAIR.primary())));
  }

  private static PgConfig wherePrimaryIs() {
    return PAIR.config().with("target_session_attrs", "read-write").with("pool_max", "2");
  }

  private static long book(PgTransaction tx, long nonce) {
    return tx.execute("insert into ledger values ($1)", nonce);
  }

  private static List<Long> booked(PgPool pool) {
    return pool.query("select nonce from ledger order by 1").list(Long.class);
  }

  @Test
  @Order(1)
  @DisplayName(
      "bar 8: serializable on a standby is refused here, in one line, and nothing is sent; what a"
          + " standby can do, it does")
  void serializableIsRefusedOnAStandby() {
    try (PgPool standby = Servers.pool(PAIR.replica().with("pool_max", "1"))) {
      AtomicInteger runs = new AtomicInteger();
      assertThatThrownBy(
              () ->
                  PgTransactionScope.on(standby)
                      .isolation(Isolation.SERIALIZABLE)
                      .retry(5)
                      .run(
                          tx -> {
                            runs.incrementAndGet();
                            return tx.query("select 1").oneLong();
                          }))
          .isInstanceOfSatisfying(
              PgUsageException.class,
              told -> {
                assertThat(told.sent()).isEqualTo(Sent.NOTHING);
                assertThat(told.getMessage())
                    .contains("standby", ReplicaPair.at(PAIR.standby()).toString())
                    .contains("REPEATABLE_READ")
                    .doesNotContain("\n");
              });
      assertThat(runs).as("the work is not begun").hasValue(0);
      assertThat(standby.state().lent()).isZero();
      long there =
          PgTransactionScope.on(standby)
              .isolation(Isolation.REPEATABLE_READ)
              .readOnly()
              .run(tx -> tx.query("select count(*) from ledger").oneLong());
      assertThat(there).isZero();
      assertThatThrownBy(() -> PgTransactionScope.on(standby).run(tx -> book(tx, 1)))
          .as("TX-18")
          .isInstanceOf(PgReadOnlyException.class);
    }
  }

  @Test
  @Order(2)
  @DisplayName(
      "TX-06, decision 70: a promotion under a scope is a rollback, tried again on the new primary"
          + " where that was asked for; a lost COMMIT of the old one stays unknown there")
  void aPromotionUnderAScope() {
    TransactionId id = lost();
    List<Integer> ports = new ArrayList<>();
    AtomicInteger hooks = new AtomicInteger();
    try (PgPool pool = Servers.pool(wherePrimaryIs())) {
      assertThat(id.resolve(pool, LONG)).isEqualTo(Status.COMMITTED);
      PAIR.await();
      long booked =
          PgTransactionScope.on(pool)
              .isolation(Isolation.SERIALIZABLE)
              .retry(50, RetryCause.CONNECTION_LOST)
              .run(
                  tx -> {
                    tx.afterCommit(hooks::incrementAndGet);
                    ports.add(tx.query("select inet_server_port()").row(0).intValue(0));
                    book(tx, 8);
                    if (ports.size() == 1) {
                      PAIR.failOver();
                    }
                    return book(tx, 9);
                  });
      assertThat(booked).isOne();
      assertThat(ports).startsWith(PAIR.primary().port()).endsWith(PAIR.standby().port());
      assertThat(hooks).as("hooks run once").hasValue(1);
      assertThat(booked(pool)).containsExactly(7L, 8L, 9L);
      assertThat(id.resolve(pool, LONG)).as("of another history").isEqualTo(Status.UNKNOWN);
    }
  }

  /** Commits, and does not hear of it: the fourth command that completes is COMMIT. */
  private static TransactionId lost() {
    try (FaultProxy proxy = FaultProxy.to("127.0.0.1", PAIR.primary().port());
        PgPool through =
            Servers.pool(
                onPrimary()
                    .with("host", proxy.host())
                    .with("port", Integer.toString(proxy.port()))
                    .with("sslmode", "disable")
                    .with("transaction_pooler", "0")
                    .with("pool_max", "1"))) {
      proxy.add(new Rule.CutBefore(Direction.TO_CLIENT, 'C', 4, Cut.RESET));
      TransactionOutcome<Long> outcome =
          PgTransactionScope.on(through)
              .identified()
              .idleLimit(Duration.ZERO)
              .outcome(tx -> book(tx, 7));
      assertThat(outcome).isInstanceOf(TransactionOutcome.Unknown.class);
      return ((TransactionOutcome.Unknown<Long>) outcome).id().orElseThrow();
    }
  }
}
