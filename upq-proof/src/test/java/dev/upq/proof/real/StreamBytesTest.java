// SPDX-License-Identifier: Apache-2.0
package dev.upq.proof.real;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.upq.PgPool;
import dev.upq.config.PgConfig;
import dev.upq.connection.ConnectionSetup;
import dev.upq.connection.Rows;
import dev.upq.fault.PgDataException;
import dev.upq.fault.PgTimeoutException;
import dev.upq.pool.Lease;
import dev.upq.row.Row;
import dev.upq.testkit.proxy.Direction;
import dev.upq.testkit.proxy.FaultProxy;
import dev.upq.testkit.proxy.Rule;
import dev.upq.time.Clock;
import dev.upq.time.Deadline;
import dev.upq.tx.PgTransaction;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** How much a stream asks for, and what closing it early costs; seen at a proxy. */
@Timeout(120)
final class StreamBytesTest {

  private static final String WIDE =
      "select i, repeat('w', $1::int) from generate_series(1, $2::int) i";

  private final PgConfig config = Servers.config(Servers.NEWEST).with("pool_max", "1");
  private final FaultProxy proxy =
      FaultProxy.to(config.hosts().getFirst().host(), config.hosts().getFirst().port());

  @AfterEach
  void close() {
    proxy.close();
  }

  private PgPool pool() {
    return Servers.pool(throughProxy());
  }

  private PgConfig throughProxy() {
    return config
        .with("host", proxy.host())
        .with("port", Integer.toString(proxy.port()))
        .with("sslmode", "disable")
        .with("fetch_size", "100000");
  }

  /**
   * A clock on which a second is a millisecond: what has to come soon has a thousand times that.
   */
  private static final class SlowClock implements Clock {

    private static final long SLOWER = 1_000;

    @Override
    public long nanos() {
      return Clock.system().nanos() / SLOWER;
    }

    @Override
    public void parkUntil(Object blocker, long atNanos) {
      long at = atNanos > Clock.NEVER / SLOWER ? Clock.NEVER : atNanos * SLOWER;
      Clock.system().parkUntil(blocker, at);
    }
  }

  private static int count(Rows<Row> rows) {
    int count = 0;
    for (Row row : rows) {
      count++;
      assertThat(row.intValue(0)).isEqualTo(count);
    }
    return count;
  }

  private static long process(PgPool pool) {
    return pool.query("select pg_backend_pid()").oneLong();
  }

  /** The row counts of all messages Execute of that connection that had one. */
  private List<Integer> asked(int connection) {
    ByteBuffer sent = ByteBuffer.wrap(proxy.connection(connection).bytes(Direction.TO_SERVER));
    List<Integer> counts = new ArrayList<>();
    int at = sent.getInt(0);
    while (at < sent.limit()) {
      int end = at + 1 + sent.getInt(at + 1);
      if (sent.get(at) == 'E' && sent.getInt(end - 4) != 0) {
        counts.add(sent.getInt(end - 4));
      }
      at = end;
    }
    return counts;
  }

  @Test
  @DisplayName("a portal is asked for rows by their width: about fetch_size bytes at a time")
  void rowsAreAskedForByTheirWidth() {
    for (int width : new int[] {0, 100, 1_000, 10_000, 150_000}) {
      int rows = Math.min(20_000, 20_000_000 / (width + 1));
      try (PgPool pool = pool();
          PgTransaction tx = pool.begin()) {
        try (Rows<Row> stream = tx.stream(WIDE, width, rows)) {
          assertThat(count(stream)).isEqualTo(rows);
        }
        tx.commit();
      }
      List<Integer> asked = asked(proxy.connections());
      int fitting = Math.max(1, 100_000 / (7 + 2 + 4 + 4 + 4 + width));
      assertThat(asked.getFirst()).isEqualTo(64);
      assertThat(asked.subList(1, asked.size())).allMatch(each -> each <= fitting);
      assertThat(asked.getLast()).isEqualTo(fitting);
      for (int i = 1; i < asked.size(); i++) {
        assertThat(asked.get(i)).isLessThanOrEqualTo(8 * asked.get(i - 1));
      }
    }
  }

  @Test
  void rowsThatGrowWiderAreAskedForInSmallerNumbers() {
    String sql =
        "select i, repeat('w', case when i > 5000 then 50000 else 500 end)"
            + " from generate_series(1, 6000) i";
    try (PgPool pool = pool();
        PgTransaction tx = pool.begin()) {
      try (Rows<Row> stream = tx.stream(sql)) {
        assertThat(count(stream)).isEqualTo(6_000);
      }
      tx.commit();
    }
    assertThat(asked(1)).contains(64, 100_000 / 521).endsWith(1);
  }

  @Test
  @DisplayName("closed early outside a transaction: a rest that is soon here is not cancelled")
  void aSmallRestIsReadOver() {
    try (PgPool pool = pool()) {
      long process = process(pool);
      for (int rows : new int[] {1, 20, 5_000}) {
        try (Lease lease = pool.acquire()) {
          try (Rows<Row> stream = lease.stream(WIDE, 100, rows)) {
            assertThat(stream.next()).isPresent();
            Soak.eventually("all has come", () -> lease.connection().quiet());
          }
          assertThat(lease.connection().settling()).isFalse();
          assertThat(lease.query("select 5").oneLong()).isEqualTo(5);
        }
      }
      assertThat(process(pool)).isEqualTo(process);
      assertThat(proxy.connections()).isOne();
    }
  }

  @Test
  @DisplayName("closed early outside a transaction: what is on its way is waited for")
  void aRestOnItsWayIsWaitedFor() throws InterruptedException {
    ConnectionSetup usual = Servers.setup(throughProxy());
    try (PgPool pool =
            PgPool.open(usual.withSeams(new SlowClock(), usual.crew(), usual.transport()));
        Lease lease = pool.acquire()) {
      Rule.Hold hold = new Rule.Hold(Direction.TO_CLIENT, 'C', 1);
      proxy.add(hold);
      Rows<Row> stream = lease.stream(WIDE, 100, 500);
      assertThat(stream.next()).isPresent();
      assertThat(hold.await(Duration.ofSeconds(30))).isTrue();
      Thread closing = Thread.ofVirtual().start(stream::close);
      Soak.eventually(
          "it waits",
          () ->
              switch (closing.getState()) {
                case WAITING, TIMED_WAITING, TERMINATED -> true;
                case NEW, RUNNABLE, BLOCKED -> false;
              });
      hold.release();
      closing.join();
      assertThat(lease.query("select 5").oneLong()).isEqualTo(5);
      assertThat(proxy.connections()).isOne();
    }
  }

  @Test
  @DisplayName("closed early outside a transaction: a large rest and a slow one are cancelled")
  void aLargeRestIsCancelled() {
    try (PgPool pool = pool()) {
      long process = process(pool);
      try (Rows<Row> stream = pool.stream(WIDE, 100, 10_000_000)) {
        assertThat(stream.next()).isPresent();
      }
      assertThat(process(pool)).isEqualTo(process);
      int afterLarge = proxy.connections();
      assertThat(afterLarge).isGreaterThan(1);
      String slow =
          "select i, repeat('s', 9000), pg_sleep(case when i = 5 then 60 else 0 end)"
              + " from generate_series(1, 5) i";
      try (Rows<Row> stream = pool.stream(slow)) {
        assertThat(stream.next()).isPresent();
      }
      assertThat(process(pool)).isEqualTo(process);
      assertThat(proxy.connections()).isGreaterThan(afterLarge);
    }
  }

  @Test
  @DisplayName("closed early inside a transaction: its portal is closed, and nothing is cancelled")
  void aPortalIsClosed() {
    try (PgPool pool = pool()) {
      long process = process(pool);
      for (int read : new int[] {0, 1, 31, 32, 33, 64, 65, 300, 5_000}) {
        try (PgTransaction tx = pool.begin()) {
          tx.execute("create temp table series as select i from generate_series(1, 200000) i");
          try (Rows<Row> stream = tx.stream("select i, 's' from series")) {
            for (int i = 0; i < read; i++) {
              assertThat(stream.next()).isPresent();
            }
          }
          assertThat(tx.query("select count(*) from pg_cursors where name <> ''").oneLong())
              .isZero();
          tx.execute("drop table series");
          tx.commit();
        }
      }
      assertThat(process(pool)).isEqualTo(process);
      assertThat(proxy.connections()).isOne();
    }
  }

  @Test
  void whatWasAskedForAheadFailsWithTheStatement() {
    try (PgPool pool = pool()) {
      long process = process(pool);
      for (int last : new int[] {1, 31, 32, 63, 64, 65, 100, 600, 5_000}) {
        List<Integer> seen = new ArrayList<>();
        try (PgTransaction tx = pool.begin()) {
          assertThatThrownBy(
                  () -> {
                    try (Rows<Row> rows =
                        tx.stream(
                            "select i, 1 / ($1::int + 1 - i) from generate_series(1, 9000) i",
                            last)) {
                      rows.forEach(row -> seen.add(row.intValue(0)));
                    }
                  })
              .isInstanceOf(PgDataException.class);
        }
        assertThat(seen).hasSize(last);
      }
      assertThat(process(pool)).isEqualTo(process);
      assertThat(proxy.connections()).isOne();
    }
  }

  @Test
  void aDeadlineInAPortalLeavesTheConnection() {
    String slow =
        "select i, pg_sleep(case when i = $1::int then 60 else 0 end)"
            + " from generate_series(1, 9000) i";
    try (PgPool pool = pool()) {
      long process = process(pool);
      for (int at : new int[] {1, 40, 100, 3_000}) {
        try (PgTransaction tx = pool.begin()) {
          assertThatThrownBy(
                  () ->
                      Deadline.within(
                          Duration.ofMillis(200),
                          () -> {
                            try (Rows<Row> rows = tx.stream(slow, at)) {
                              return count(rows);
                            }
                          }))
              .isInstanceOf(PgTimeoutException.class);
        }
        assertThat(process(pool)).isEqualTo(process);
      }
    }
  }
}
