// SPDX-License-Identifier: Apache-2.0
package dev.upq.proof.real;

import static org.assertj.core.api.Assertions.assertThat;

import dev.upq.PgPool;
import dev.upq.config.PgConfig;
import dev.upq.connection.PgConnection;
import dev.upq.pool.Lease;
import dev.upq.statement.Pooler;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLongArray;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a runtime asks to see whether a pooler stands between, where none does. */
@Timeout(60)
final class PoolerQuestionTest {

  private static PgConfig config() {
    return Servers.config().with("sslmode", "disable").with("pool_max", "4");
  }

  @Test
  @DisplayName("PS, bar 7: asked once a runtime, in front of a second call, with one message")
  void askedOnceARuntime() {
    AtomicLongArray sent = new AtomicLongArray(128);
    try (PgPool pool = PgPool.open(CountedLink.setup(config(), sent))) {
      assertThat(pool.query("select $1::int4", 1).oneLong()).isOne();
      assertThat(sent.get('Q')).as("in front of the first call").isZero();
      assertThat(pool.query("select $1::int4", 2).oneLong()).isEqualTo(2);
      Soak.eventually("it is answered", () -> pool.pooler() == Pooler.NONE);
      List<Lease> leases = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        leases.add(pool.acquire());
        for (int k = 0; k < 3; k++) {
          leases.getLast().query("select $1::int4", k);
        }
      }
      leases.forEach(Lease::close);
      assertThat(sent.get('Q')).isOne();
      assertThat(sent.get('P')).as("one Parse a connection").isEqualTo(4);
    }
  }

  @Test
  void notInsideATransaction() {
    AtomicLongArray sent = new AtomicLongArray(128);
    try (PgPool pool = PgPool.open(CountedLink.setup(config(), sent));
        Lease lease = pool.acquire()) {
      lease.query("begin");
      lease.query("select 1");
      lease.query("select 2");
      assertThat(sent.get('Q')).isZero();
      lease.query("commit");
      lease.query("select 1");
      Soak.eventually("it is answered", () -> pool.pooler() == Pooler.NONE);
      assertThat(sent.get('Q')).isOne();
    }
  }

  record Line(int id) {}

  @Test
  void notInTheMiddleOfAConversation() {
    AtomicLongArray sent = new AtomicLongArray(128);
    PgConfig config = Servers.inSchema(config(), "asked");
    try (PgConnection aside = Servers.connect(config)) {
      aside.script("create table line (id int)");
    }
    try (PgPool pool = PgPool.open(CountedLink.setup(config, sent))) {
      assertThat(pool.copyIn("line", Line.class, List.of(new Line(1), new Line(2)))).isEqualTo(2);
      assertThat(sent.get('Q')).isZero();
      List<Line> read = new ArrayList<>();
      pool.copyOut("select id from line order by id", Line.class, read::add);
      assertThat(read).containsExactly(new Line(1), new Line(2));
      pool.query("select 1");
      Soak.eventually("it is answered", () -> pool.pooler() == Pooler.NONE);
    }
  }

  @Test
  void notWhereTheSwitchIsSet() {
    AtomicLongArray sent = new AtomicLongArray(128);
    PgConfig told = config().with("transaction_pooler", "0");
    try (PgPool pool = PgPool.open(CountedLink.setup(told, sent))) {
      for (int i = 0; i < 20; i++) {
        pool.query("select $1::int4", i);
      }
      assertThat(pool.pooler()).isEqualTo(Pooler.UNKNOWN);
      assertThat(sent.get('Q')).isZero();
    }
  }
}
