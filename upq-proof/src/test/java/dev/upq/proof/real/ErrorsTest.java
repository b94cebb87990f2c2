// SPDX-License-Identifier: Apache-2.0
package dev.upq.proof.real;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.upq.config.PgConfig;
import dev.upq.connection.PgConnection;
import dev.upq.fault.PgCanceledException;
import dev.upq.fault.PgConstraintException;
import dev.upq.fault.PgDataException;
import dev.upq.fault.PgException;
import dev.upq.fault.PgInterruptedException;
import dev.upq.fault.PgOtherServerException;
import dev.upq.fault.PgReadOnlyException;
import dev.upq.fault.PgResourceException;
import dev.upq.fault.PgRollbackException;
import dev.upq.fault.PgServerException;
import dev.upq.fault.PgStatementException;
import dev.upq.fault.PgTimeoutException;
import dev.upq.fault.PgUnavailableException;
import dev.upq.fault.Sent;
import dev.upq.time.Deadline;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Each kind of failure as each server really raises it. */
@OnEachServer
final class ErrorsTest {

  private final PgConfig config;
  private final PgConnection connection;

  ErrorsTest(int version) {
    config = Servers.inSchema(Servers.config(version), "errors");
    connection = Servers.connect(config);
    connection.script(
        "create table account (id int constraint account_key primary key,"
            + " balance int constraint not_below_zero check (balance >= 0));"
            + "insert into account values (1, 10), (2, 20)");
  }

  @AfterEach
  void close() {
    connection.close();
  }

  private <E extends PgServerException> E fails(Class<E> kind, String state, String sql) {
    E failure = catchThrowableOfType(kind, () -> connection.query(sql));
    assertThat(failure).isInstanceOf(kind);
    assertThat(failure.diagnostic().sqlState().code()).isEqualTo(state);
    assertThat(failure.sent()).isEqualTo(Sent.ALL);
    assertThat(failure.getMessage()).doesNotContain("\n").contains(state);
    assertThat(connection.quiet()).isTrue();
    return failure;
  }

  private void stillUsable() {
    assertThat(connection.query("select 42").oneLong()).isEqualTo(42);
    assertThat(connection.clean()).isTrue();
  }

  @Test
  void constraintsAreNamed() {
    PgServerException twice =
        fails(PgConstraintException.class, "23505", "insert into account values (1, 1)");
    assertThat(twice.diagnostic().constraint()).contains("account_key");
    assertThat(twice.diagnostic().table()).contains("account");
    assertThat(twice.diagnostic().schema()).contains("errors");
    assertThat(twice.diagnostic().detail().orElseThrow()).contains("(1)");
    assertThat(twice.retrySafe()).isFalse();
    assertThat(
            fails(PgConstraintException.class, "23514", "update account set balance = -1")
                .diagnostic()
                .constraint())
        .contains("not_below_zero");
    assertThat(
            fails(PgConstraintException.class, "23502", "insert into account values (null, 1)")
                .diagnostic()
                .column())
        .contains("id");
    stillUsable();
  }

  @Test
  void valuesNamesAndSyntaxHaveTheirKinds() {
    fails(PgDataException.class, "22012", "select 1 / 0");
    fails(PgDataException.class, "22003", "select 2147483647 + id from account");
    fails(PgDataException.class, "22P02", "select 'x'::int");
    PgServerException syntax = fails(PgStatementException.class, "42601", "select select");
    assertThat(syntax.diagnostic().position()).contains("8");
    fails(PgStatementException.class, "42P01", "select * from nowhere");
    fails(PgStatementException.class, "42703", "select nothing from account");
    connection.script("begin");
    fails(PgOtherServerException.class, "25001", "vacuum account");
    connection.script("rollback");
    stillUsable();
  }

  @Test
  void statesOfTheUsersOwnAreOthers() {
    fails(
        PgOtherServerException.class,
        "UPQ01",
        "do $$ begin raise exception using errcode = 'UPQ01', message = E'two\\nlines'; end $$");
    stillUsable();
  }

  @Test
  void missingRightsAreAStatementsError() {
    connection.script(
        "do $$ begin create role upq_nobody; exception when duplicate_object then null; end $$;"
            + "set role upq_nobody");
    fails(PgStatementException.class, "42501", "select * from errors.account");
    connection.script("reset role");
    stillUsable();
  }

  @Test
  void aWriteOnAReadOnlySessionIsRetrySafe() {
    connection.script("set default_transaction_read_only = on");
    assertThat(fails(PgReadOnlyException.class, "25006", "delete from account").retrySafe())
        .isTrue();
    connection.script("reset default_transaction_read_only");
    stillUsable();
  }

  @Test
  void theLoserOfASerializationConflictMayTryAgain() {
    try (PgConnection other = Servers.connect(config)) {
      connection.script("begin isolation level repeatable read; select * from account");
      other.query("update account set balance = balance + 1 where id = 1");
      PgServerException lost =
          fails(PgRollbackException.class, "40001", "update account set balance = 0 where id = 1");
      assertThat(lost.retrySafe()).isTrue();
    }
    connection.script("rollback");
    stillUsable();
  }

  @Test
  void aDeadlockHasOneVictim() throws ExecutionException, InterruptedException {
    try (PgConnection other = Servers.connect(config);
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      connection.script("set deadlock_timeout = '50ms'; begin");
      other.script("set deadlock_timeout = '1h'; begin");
      connection.query("update account set balance = 1 where id = 1");
      other.query("update account set balance = 2 where id = 2");
      Future<Long> winner =
          threads.submit(() -> other.execute("update account set balance = 2 where id = 1"));
      fails(PgRollbackException.class, "40P01", "update account set balance = 1 where id = 2");
      assertThat(winner.get()).isOne();
      connection.script("rollback");
      other.script("rollback");
    }
    stillUsable();
  }

  @Test
  void theServersTimeoutAndOursAreTwoKinds() {
    connection.script("set statement_timeout = '20ms'");
    fails(PgCanceledException.class, "57014", "select pg_sleep(60)");
    connection.script("set statement_timeout = 0");
    PgException ours =
        catchThrowableOfType(
            PgException.class,
            () ->
                Deadline.within(
                    Duration.ofMillis(20), () -> connection.query("select pg_sleep(60)")));
    assertThat(ours).isInstanceOf(PgTimeoutException.class);
    assertThat(ours.sent()).isEqualTo(Sent.MAYBE);
    stillUsable();
  }

  @Test
  void aDeadlineThatHasPassedSendsNothing() {
    PgException late =
        catchThrowableOfType(
            PgException.class,
            () -> Deadline.within(Duration.ofNanos(-1), () -> connection.query("select 1")));
    assertThat(late).isInstanceOf(PgTimeoutException.class);
    stillUsable();
  }

  @Test
  void aStatementCancelledBySomebodyElseIsTold() throws InterruptedException, ExecutionException {
    try (PgConnection other = Servers.connect(config);
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      int pid = connection.processId();
      Future<Boolean> cancelled =
          threads.submit(
              () -> {
                Servers.awaitSleep(config, pid);
                return other.query("select pg_cancel_backend($1)", pid).oneBoolean();
              });
      fails(PgCanceledException.class, "57014", "select pg_sleep(60)");
      assertThat(cancelled.get()).isTrue();
    }
    stillUsable();
  }

  @Test
  void locksAndLimitsAreResources() {
    try (PgConnection other = Servers.connect(config)) {
      other.script("begin; update account set balance = 3 where id = 1");
      fails(PgResourceException.class, "55P03", "select * from account for update nowait");
      other.script("rollback");
    }
    connection.script(
        "create function deep(int) returns int language sql as 'select deep($1 + 1) + 1'");
    fails(PgResourceException.class, "54001", "select deep(1)");
    stillUsable();
  }

  @Test
  void aSessionThatIsTerminatedIsUnavailable() {
    PgServerException ended =
        catchThrowableOfType(
            PgServerException.class,
            () -> connection.query("select pg_terminate_backend(pg_backend_pid())"));
    assertThat(ended).isInstanceOf(PgUnavailableException.class);
    assertThat(ended.diagnostic().fatal()).isTrue();
    assertThat(connection.ended()).isTrue();
  }

  @Test
  void anInterruptIsKeptAndTheStatementEnded() {
    Thread caller = Thread.currentThread();
    int pid = connection.processId();
    Thread.startVirtualThread(
        () -> {
          Servers.awaitSleep(config, pid);
          caller.interrupt();
        });
    PgException told =
        catchThrowableOfType(PgException.class, () -> connection.query("select pg_sleep(60)"));
    assertThat(Thread.interrupted()).isTrue();
    assertThat(told).isInstanceOf(PgInterruptedException.class);
    assertThat(told.sent()).isEqualTo(Sent.MAYBE);
    stillUsable();
  }
}
