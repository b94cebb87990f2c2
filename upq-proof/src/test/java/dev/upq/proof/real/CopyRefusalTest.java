// SPDX-License-Identifier: Apache-2.0
package dev.upq.proof.real;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.upq.PgPool;
import dev.upq.config.PgConfig;
import dev.upq.connection.PgCopyIn;
import dev.upq.connection.PgCopyOut;
import dev.upq.fault.PgConnectException;
import dev.upq.fault.PgConnectionLostException;
import dev.upq.fault.PgDataException;
import dev.upq.fault.PgException;
import dev.upq.fault.PgInterruptedException;
import dev.upq.fault.PgTimeoutException;
import dev.upq.fault.PgUnavailableException;
import dev.upq.pool.Lease;
import dev.upq.testkit.EmbeddedPostgres;
import dev.upq.time.Deadline;
import dev.upq.wire.TransactionStatus;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Iterator;
import java.util.function.LongConsumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** COPY that ends before all was said: who hears of it, and what is left. */
@Timeout(300)
final class CopyRefusalTest {

  private static final String IN = "copy part from stdin";
  private static final String ENDLESS = "copy (select generate_series(1, 1000000000000)) to stdout";
  private static final long OFFERED_BYTES = 100_000_000;

  private final PgPool pool =
      Servers.pool(Servers.inSchema(Servers.config().with("pool_max", "3"), "copy_refusal"));

  @BeforeEach
  void table() {
    pool.execute("create table part (id bigint primary key)");
  }

  @AfterEach
  void close() {
    Soak.eventually("all given back", () -> pool.state().total() == pool.state().idle());
    pool.close();
  }

  /** Gives 100 MB of lines, counted upwards, and tells how many bytes it gave. */
  private static final class Source implements Iterable<byte[]> {
    private final String first;
    private final LongConsumer told;
    private long bytes;
    private long next;

    Source(String first, LongConsumer told) {
      this.first = first;
      this.told = told;
    }

    @Override
    public Iterator<byte[]> iterator() {
      return new Iterator<>() {
        @Override
        public boolean hasNext() {
          return bytes < OFFERED_BYTES;
        }

        @Override
        public byte[] next() {
          StringBuilder lines = new StringBuilder(bytes == 0 ? first : "");
          for (int i = 0; i < 2_000; i++) {
            lines.append(next++).append('\n');
          }
          byte[] piece = lines.toString().getBytes(StandardCharsets.UTF_8);
          bytes += piece.length;
          told.accept(bytes);
          return piece;
        }
      };
    }
  }

  @Test
  @DisplayName("P11: 1,000 early refusals with 100 MB to send: the source stops, nothing is left")
  void anEarlyRefusalStopsTheSource() {
    int backend;
    try (Lease lease = pool.acquire()) {
      backend = lease.connection().processId();
      for (int i = Soak.times(1_000); i > 0; i--) {
        Source source = new Source("no number\n", bytes -> {});
        assertThatThrownBy(() -> lease.copyIn(IN, source)).isInstanceOf(PgDataException.class);
        assertThat(source.bytes).isLessThan(OFFERED_BYTES / 2);
        Soak.eventually("it is clean", () -> lease.connection().clean());
      }
      assertThat(lease.query("select pg_backend_pid()").oneLong()).isEqualTo(backend);
      assertThat(lease.query("select count(*) from part").oneLong()).isZero();
    }
    assertThat(
            pool.query("select count(*) from pg_stat_activity where state like 'idle in tr%'")
                .oneLong())
        .isZero();
  }

  @Test
  @DisplayName("P11: in a transaction an early refusal fails that, and no more")
  void aRefusalFailsItsTransaction() {
    try (Lease lease = pool.acquire()) {
      int backend = lease.connection().processId();
      lease.script("begin");
      assertThatThrownBy(() -> lease.copyIn(IN, new Source("no number\n", bytes -> {})))
          .isInstanceOf(PgDataException.class);
      assertThat(lease.connection().status()).isEqualTo(TransactionStatus.FAILED);
      lease.script("rollback");
      assertThat(lease.query("select pg_backend_pid()").oneLong()).isEqualTo(backend);
    }
  }

  @Test
  @DisplayName("P11: a caller that is interrupted in a COPY ends it by CopyFail and not by a cut")
  void anInterruptEndsTheCopyAndNotTheConnection() {
    try (Lease lease = pool.acquire()) {
      int backend = lease.connection().processId();
      for (long at : new long[] {1, 1_000_000, 30_000_000}) {
        Source source =
            new Source(
                "",
                bytes -> {
                  if (bytes >= at) {
                    Thread.currentThread().interrupt();
                  }
                });
        assertThatThrownBy(() -> lease.copyIn(IN, source))
            .isInstanceOf(PgInterruptedException.class);
        assertThat(Thread.interrupted()).isTrue();
        assertThat(lease.query("select pg_backend_pid()").oneLong()).isEqualTo(backend);
        assertThat(lease.query("select count(*) from part").oneLong()).isZero();
      }
    }
  }

  @Test
  @DisplayName("P11: a deadline passes while the server takes nothing: the COPY is cancelled")
  void aDeadlineEndsACopyThatTheServerHoldsUp() {
    try (Lease holder = pool.acquire();
        Lease lease = pool.acquire()) {
      int backend = lease.connection().processId();
      holder.script("begin; insert into part values (500)");
      Source source = new Source("", bytes -> {});
      assertThatThrownBy(
              () -> Deadline.within(Duration.ofMillis(500), () -> lease.copyIn(IN, source)))
          .isInstanceOf(PgTimeoutException.class);
      assertThat(source.bytes).as("held back").isLessThan(OFFERED_BYTES / 2);
      assertThat(lease.query("select pg_backend_pid()").oneLong()).isEqualTo(backend);
      holder.script("rollback; begin; lock table part in access exclusive mode");
      assertThatThrownBy(() -> Deadline.within(Duration.ofMillis(50), () -> lease.copyIn(IN)))
          .isInstanceOf(PgTimeoutException.class);
      holder.script("rollback");
      assertThat(lease.query("select pg_backend_pid()").oneLong()).isEqualTo(backend);
    }
  }

  @Test
  @DisplayName("P11: a caller that is interrupted or late while it reads cancels the COPY")
  void aReaderThatGivesUpCancelsTheCopy() {
    try (Lease lease = pool.acquire()) {
      int backend = lease.connection().processId();
      assertThatThrownBy(
              () ->
                  Deadline.within(
                      Duration.ofMillis(100),
                      () -> lease.copyOut(ENDLESS, OutputStream.nullOutputStream())))
          .isInstanceOf(PgTimeoutException.class);
      Thread caller = Thread.currentThread();
      assertThatThrownBy(
              () -> {
                try (PgCopyOut copy = lease.copyOut(ENDLESS)) {
                  copy.onProgress(10_000_000, bytes -> caller.interrupt());
                  copy.transferTo(OutputStream.nullOutputStream());
                }
              })
          .isInstanceOf(PgInterruptedException.class);
      assertThat(Thread.interrupted()).isTrue();
      assertThat(lease.query("select pg_backend_pid()").oneLong()).isEqualTo(backend);
    }
  }

  @Test
  @DisplayName("P9, P11: the server ends the session in the middle of COPY, and says why")
  void theEndOfTheSessionHasItsReason() {
    for (boolean in : new boolean[] {true, false}) {
      try (Lease lease = pool.acquire()) {
        int backend = lease.connection().processId();
        LongConsumer terminate =
            bytes -> pool.query("select pg_terminate_backend($1, 5000)", backend);
        Throwable thrown =
            catchThrowable(
                () -> {
                  if (in) {
                    try (PgCopyIn copy = lease.copyIn(IN).onProgress(1_000_000, terminate)) {
                      for (byte[] piece : new Source("", bytes -> {})) {
                        copy.write(piece);
                      }
                    }
                  } else {
                    try (PgCopyOut copy = lease.copyOut(ENDLESS).onProgress(1, terminate)) {
                      copy.transferTo(OutputStream.nullOutputStream());
                    }
                  }
                });
        assertThat(thrown)
            .isInstanceOfAny(PgUnavailableException.class, PgConnectionLostException.class);
        if (in) {
          // A server that is ended while it cannot send goes without a word.
          assertThat(thrown).hasMessageContaining("57P01");
        }
        Soak.eventually("it ends", () -> lease.connection().ended());
      }
    }
    assertThat(pool.query("select count(*) from part").oneLong()).isZero();
  }

  @Test
  @DisplayName("P11: the server dies in the middle of COPY: lost, and the pool recovers")
  void aServerThatDiesIsAConnectionLost() {
    try (EmbeddedPostgres server = EmbeddedPostgres.start();
        PgPool own = Servers.pool(PgConfig.parse(server.url()).with("connect_timeout", "30"))) {
      own.execute("create table part (id bigint)");
      try (Lease lease = own.acquire()) {
        ProcessHandle backend = ProcessHandle.of(lease.connection().processId()).orElseThrow();
        Source source =
            new Source(
                "",
                bytes -> {
                  if (bytes > 1_000_000) {
                    backend.destroyForcibly();
                  }
                });
        assertThatThrownBy(() -> lease.copyIn(IN, source))
            .isInstanceOf(PgConnectionLostException.class);
        assertThat(lease.connection().ended()).isTrue();
      }
      Soak.eventually(
          "a good answer",
          () -> {
            try {
              return own.query("select count(*) from part").oneLong() == 0;
            } catch (PgConnectException | PgConnectionLostException notYet) {
              return false;
            }
          });
    }
  }

  @Test
  void theFirstFailureIsToldAndNotThatOfCleaningUp() {
    try (Lease lease = pool.acquire()) {
      PgException refused = null;
      try (PgCopyIn copy = lease.copyIn(IN)) {
        for (byte[] piece : new Source("no number\n", bytes -> {})) {
          copy.write(piece);
        }
      } catch (PgException told) {
        refused = told;
      }
      assertThat(refused).isInstanceOf(PgDataException.class);
      assertThat(refused.getSuppressed()).isEmpty();
      Soak.eventually("it is clean", () -> lease.connection().clean());
    }
  }
}
