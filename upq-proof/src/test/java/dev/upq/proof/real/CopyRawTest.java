// SPDX-License-Identifier: Apache-2.0
package dev.upq.proof.real;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.upq.PgPool;
import dev.upq.connection.PgCopyIn;
import dev.upq.connection.PgCopyOut;
import dev.upq.fault.PgConstraintException;
import dev.upq.fault.PgDataException;
import dev.upq.fault.PgStatementException;
import dev.upq.fault.PgUsageException;
import dev.upq.pool.Lease;
import dev.upq.wire.TransactionStatus;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Bytes into tables and out of them, on each server. */
@OnEachServer
final class CopyRawTest {

  private static final String IN = "copy item (id, name) from stdin";
  private static final String OUT = "copy (select id, name from item order by id) to stdout";

  private final PgPool pool;

  CopyRawTest(int version) {
    pool = Servers.pool(Servers.inSchema(Servers.config(version), "copy_raw"));
  }

  @BeforeEach
  void table() {
    pool.execute("create table item (id int primary key, name text check (name <> 'bad'))");
  }

  @AfterEach
  void close() {
    Soak.eventually("all given back", () -> pool.state().total() == pool.state().idle());
    pool.execute("drop table item");
    pool.close();
  }

  private static byte[] lines(int from, int to) {
    StringBuilder text = new StringBuilder();
    for (int i = from; i < to; i++) {
      text.append(i).append("\tname ").append(i).append('\n');
    }
    return text.toString().getBytes(StandardCharsets.UTF_8);
  }

  private byte[] all(String sql) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    pool.copyOut(sql, out);
    return out.toByteArray();
  }

  @Test
  void textGoesInAndComesOutAsItWas() throws IOException {
    for (int rows : new int[] {0, 1, 10_000, 300_000}) {
      byte[] text = lines(0, rows);
      assertThat(pool.copyIn(IN, new ByteArrayInputStream(text))).isEqualTo(rows);
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      assertThat(pool.copyOut(OUT, out)).isEqualTo(rows);
      assertThat(out.toByteArray()).isEqualTo(text);
      pool.execute("truncate item");
    }
  }

  @Test
  void csvAndBinaryAreTheTextsOwnAffair() throws IOException {
    pool.copyIn(
        IN + " (format csv, header)",
        new ByteArrayInputStream("id,name\n1,\"a,b\"\n2,\n".getBytes(StandardCharsets.UTF_8)));
    byte[] binary = all("copy item to stdout (format binary)");
    pool.execute("truncate item");
    assertThat(pool.copyIn("copy item from stdin (format binary)", List.of(binary))).isEqualTo(2);
    assertThat(new String(all(OUT + " (format csv)"), StandardCharsets.UTF_8))
        .isEqualTo("1,\"a,b\"\n2,\n");
  }

  @Test
  void piecesMayBeCutAnywhere() throws IOException {
    byte[] text = lines(0, 20_000);
    SplittableRandom random = new SplittableRandom(Soak.seed(11));
    List<byte[]> pieces = new ArrayList<>();
    for (int at = 0; at < text.length; ) {
      int to = Math.min(text.length, at + random.nextInt(random.nextInt(1, 200_000)));
      pieces.add(Arrays.copyOfRange(text, at, to));
      at = to;
    }
    assertThat(pool.copyIn(IN, pieces)).isEqualTo(20_000);
    try (PgCopyOut copy = pool.copyOut(OUT)) {
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      byte[] buffer = new byte[1_000];
      for (int read = 0; read >= 0; ) {
        if (random.nextInt(4) == 0) {
          read = copy.read();
          if (read >= 0) {
            out.write(read);
          }
        } else {
          read = copy.read(buffer, 0, random.nextInt(1, buffer.length));
          out.write(buffer, 0, Math.max(0, read));
        }
      }
      assertThat(out.toByteArray()).isEqualTo(text);
      assertThat(copy.rows()).isEqualTo(20_000);
      assertThat(copy.bytes()).isEqualTo(text.length);
    }
  }

  @Test
  void aHandleIsWrittenByByteAndByArrayAndTellsItsProgress() throws IOException {
    List<Long> told = new ArrayList<>();
    byte[] text = lines(0, 100_000);
    try (PgCopyIn copy = pool.copyIn(IN).onProgress(500_000, told::add)) {
      copy.write(text[0]);
      copy.write(text, 1, 9);
      copy.flush();
      copy.write(text, 10, text.length - 10);
      assertThat(copy.finish()).isEqualTo(100_000);
      assertThat(copy.bytes()).isEqualTo(text.length);
      assertThatThrownBy(copy::finish).isInstanceOf(PgUsageException.class);
      assertThatThrownBy(() -> copy.write(1)).isInstanceOf(PgUsageException.class);
    }
    assertThat(told).isSorted().hasSizeBetween(2, text.length / 500_000);
    for (int i = 1; i < told.size(); i++) {
      assertThat(told.get(i) - told.get(i - 1)).isGreaterThanOrEqualTo(500_000);
    }
    told.clear();
    try (PgCopyOut copy = pool.copyOut(OUT).onProgress(500_000, told::add)) {
      assertThat(copy.transferTo(OutputStream.nullOutputStream())).isEqualTo(text.length);
    }
    assertThat(told).isSorted().hasSize(text.length / 500_000);
  }

  @Test
  void whatIsNotFinishedIsNotThere() {
    try (Lease lease = pool.acquire()) {
      try (PgCopyIn copy = lease.copyIn(IN)) {
        copy.write(lines(0, 50_000));
      }
      Soak.eventually("it is clean", () -> lease.connection().clean());
      assertThat(lease.query("select count(*) from item").oneLong()).isZero();
    }
  }

  @Test
  void whatASourceThrowsComesThrough() {
    InputStream gone =
        new InputStream() {
          @Override
          public int read() throws IOException {
            throw new IOException("the disk is gone");
          }
        };
    InputStream broken = new SequenceInputStream(new ByteArrayInputStream(lines(0, 100_000)), gone);
    Iterable<byte[]> pieces =
        () ->
            new Iterator<>() {
              @Override
              public boolean hasNext() {
                return true;
              }

              @Override
              public byte[] next() {
                throw new IllegalStateException("no more of it");
              }
            };
    try (Lease lease = pool.acquire()) {
      assertThatThrownBy(() -> lease.copyIn(IN, broken)).hasMessage("the disk is gone");
      Soak.eventually("it is clean", () -> lease.connection().clean());
      assertThatThrownBy(() -> lease.copyIn(IN, pieces)).hasMessage("no more of it");
      Soak.eventually("it is clean", () -> lease.connection().clean());
      assertThat(lease.query("select count(*) from item").oneLong()).isZero();
    }
  }

  @Test
  void aTargetThatThrowsEndsTheCopyAndNotTheConnection() {
    pool.execute("insert into item select i, repeat('x', 1000) from generate_series(1, 20000) i");
    OutputStream full =
        new OutputStream() {
          @Override
          public void write(int b) throws IOException {
            throw new IOException("the disk is full");
          }
        };
    try (Lease lease = pool.acquire()) {
      int backend = lease.connection().processId();
      assertThatThrownBy(() -> lease.copyOut(OUT, full)).hasMessage("the disk is full");
      assertThat(lease.query("select pg_backend_pid()").oneLong()).isEqualTo(backend);
    }
  }

  @Test
  void closingEarlyCancelsWhatIsLeft() throws IOException {
    try (Lease lease = pool.acquire()) {
      int backend = lease.connection().processId();
      String endless =
          "copy (select repeat('x', 100), generate_series(1, 1000000000000)) to stdout";
      try (PgCopyOut copy = lease.copyOut(endless)) {
        assertThat(copy.readNBytes(1_000)).hasSize(1_000);
        assertThat(copy.piece()).isPresent();
      }
      assertThat(lease.query("select pg_backend_pid()").oneLong()).isEqualTo(backend);
    }
  }

  @Test
  void theServersRefusalHasItsKindAndNothingIsThere() {
    try (Lease lease = pool.acquire()) {
      assertThatThrownBy(() -> lease.copyIn(IN, List.of("x\ty\n".getBytes(StandardCharsets.UTF_8))))
          .isInstanceOf(PgDataException.class);
      assertThatThrownBy(
              () -> lease.copyIn(IN, List.of("1\ta\n1\tb\n".getBytes(StandardCharsets.UTF_8))))
          .isInstanceOf(PgConstraintException.class);
      assertThatThrownBy(() -> lease.copyIn("copy nowhere from stdin", List.of()))
          .isInstanceOf(PgStatementException.class);
      assertThatThrownBy(
              () ->
                  lease.copyOut(
                      "copy (select 1 / (i - 3) from generate_series(1, 9) i) to stdout",
                      OutputStream.nullOutputStream()))
          .isInstanceOf(PgDataException.class);
      Soak.eventually("it is clean", () -> lease.connection().clean());
      assertThat(lease.query("select count(*) from item").oneLong()).isZero();
    }
  }

  @Test
  void aDeferredConstraintSpeaksAtTheEnd() {
    pool.execute("create table child (id int references item deferrable initially deferred)");
    try (Lease lease = pool.acquire()) {
      assertThatThrownBy(
              () ->
                  lease.copyIn(
                      "copy child from stdin", List.of("7\n".getBytes(StandardCharsets.UTF_8))))
          .isInstanceOf(PgConstraintException.class);
      Soak.eventually("it is clean", () -> lease.connection().clean());
      assertThat(lease.query("select count(*) from child").oneLong()).isZero();
    } finally {
      pool.execute("drop table child");
    }
  }

  @Test
  void whatIsNoCopyIsRefusedBeforeItIsSent() {
    try (Lease lease = pool.acquire()) {
      for (String sql :
          List.of("delete from item", "", "-- copy", "copying", "/* copy */ select 1")) {
        assertThatThrownBy(() -> lease.copyIn(sql))
            .isInstanceOf(PgUsageException.class)
            .hasMessageContaining("no COPY");
        assertThatThrownBy(() -> lease.copyOut(sql)).isInstanceOf(PgUsageException.class);
      }
      Soak.eventually("it is clean", () -> lease.connection().clean());
    }
  }

  @Test
  void theOtherDirectionIsRefusedInOneLine() throws IOException {
    try (Lease lease = pool.acquire()) {
      int backend = lease.connection().processId();
      assertThatThrownBy(() -> lease.copyIn(" /* a /* b */ */ -- c\n " + OUT))
          .isInstanceOf(PgUsageException.class)
          .hasMessageContaining("copyOut()");
      assertThatThrownBy(() -> lease.copyOut(IN))
          .isInstanceOf(PgUsageException.class)
          .hasMessageContaining("copyIn()");
      assertThatThrownBy(() -> lease.copyOut("copy item to '/dev/null'"))
          .isInstanceOf(PgUsageException.class)
          .hasMessageContaining("execute()");
      assertThatThrownBy(() -> lease.copyOut(OUT + "; drop table item"))
          .isInstanceOf(PgStatementException.class);
      assertThat(lease.copyIn(IN, List.of(lines(0, 3)))).isEqualTo(3);
      assertThat(lease.query("select pg_backend_pid()").oneLong()).isEqualTo(backend);
    }
  }

  @Test
  void nothingElseRunsWhileACopyIsOpen() {
    try (Lease lease = pool.acquire();
        PgCopyIn copy = lease.copyIn(IN)) {
      assertThatThrownBy(() -> lease.query("select 1")).isInstanceOf(PgUsageException.class);
      assertThatThrownBy(() -> lease.copyOut(OUT)).isInstanceOf(PgUsageException.class);
      copy.write(lines(0, 5));
      assertThat(copy.finish()).isEqualTo(5);
      assertThat(lease.query("select 1").oneLong()).isOne();
    }
  }

  @Test
  void aConnectionThatIsGivenBackWithACopyOpenIsCleaned() {
    PgCopyIn in;
    PgCopyOut out;
    try (Lease lease = pool.acquire()) {
      in = lease.copyIn(IN);
      in.write(lines(0, 10));
    }
    assertThat(pool.query("select count(*) from item").oneLong()).isZero();
    try (Lease lease = pool.acquire()) {
      out = lease.copyOut("copy (select generate_series(1, 1000000000000)) to stdout");
    }
    assertThat(pool.query("select 1").oneLong()).isOne();
    assertThatThrownBy(() -> in.write(1)).isInstanceOf(PgUsageException.class);
    assertThatThrownBy(in::finish).isInstanceOf(PgUsageException.class);
    assertThat(IntStream.range(0, 2).map(i -> out.read()).max().orElseThrow()).isEqualTo(-1);
    in.close();
    out.close();
  }

  @Test
  void aTransactionHoldsACopyAndLosesItWithItsRollback() {
    try (Lease lease = pool.acquire()) {
      lease.script("begin");
      assertThat(lease.copyIn(IN, List.of(lines(0, 4)))).isEqualTo(4);
      assertThat(lease.query("select count(*) from item").oneLong()).isEqualTo(4);
      lease.script("rollback");
      assertThat(lease.query("select count(*) from item").oneLong()).isZero();
      lease.script("begin");
      lease.copyIn(IN, List.of(lines(0, 4)));
      lease.script("commit");
      assertThat(lease.query("select count(*) from item").oneLong()).isEqualTo(4);
      lease.script("begin");
      assertThatThrownBy(() -> lease.copyIn(IN, List.of(lines(0, 1))))
          .isInstanceOf(PgConstraintException.class);
      assertThat(lease.connection().status()).isEqualTo(TransactionStatus.FAILED);
    }
  }
}
