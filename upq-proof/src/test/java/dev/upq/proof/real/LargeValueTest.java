// SPDX-License-Identifier: Apache-2.0
package dev.upq.proof.real;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.upq.PgPool;
import dev.upq.connection.StreamSession;
import dev.upq.fault.PgException;
import dev.upq.fault.PgResultException;
import dev.upq.fault.PgServerException;
import dev.upq.fault.PgUsageException;
import dev.upq.pool.Lease;
import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.io.StringWriter;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Values that are read piece by piece, on each server. */
@OnEachServer
final class LargeValueTest {

  private static final String BODY = "select body from document where id = $1";
  private static final int PIECE_BYTES = 256 * 1024;

  private final PgPool pool;

  LargeValueTest(int version) {
    pool = Servers.pool(Servers.inSchema(Servers.config(version).with("pool_max", "1"), "values"));
    pool.execute("create table document (id int primary key, body bytea, words text)");
  }

  @AfterEach
  void close() {
    Soak.eventually("all given back", () -> pool.state().total() == pool.state().idle());
    pool.close();
  }

  private static byte[] bytes(StreamSession session, String sql, Object... arguments)
      throws IOException {
    try (InputStream in = session.streamBytes(sql, arguments)) {
      return in.readAllBytes();
    }
  }

  private static String text(StreamSession session, String sql, Object... arguments)
      throws IOException {
    try (Reader in = session.streamText(sql, arguments)) {
      StringWriter out = new StringWriter();
      in.transferTo(out);
      return out.toString();
    }
  }

  @Test
  void everyByteComesOnceWhateverTheLength() throws IOException {
    Random random = new Random(Soak.seed(5));
    for (int length :
        new int[] {0, 1, PIECE_BYTES - 1, PIECE_BYTES, PIECE_BYTES + 1, 3 * PIECE_BYTES + 77}) {
      byte[] body = new byte[length];
      random.nextBytes(body);
      pool.execute("insert into document values ($1, $2)", length, body);
      assertThat(bytes(pool, BODY, length)).isEqualTo(body);
      try (Lease lease = pool.acquire()) {
        assertThat(bytes(lease, BODY + "\n-- and a remark", length)).isEqualTo(body);
        lease.script("begin");
        assertThat(bytes(lease.connection(), BODY, length)).isEqualTo(body);
        lease.script("commit");
      }
      try (InputStream in = pool.streamBytes(BODY, length)) {
        for (byte each : body) {
          if (in.read() != (each & 0xff)) {
            throw new AssertionError("a byte of " + length);
          }
        }
        assertThat(in.read()).isEqualTo(-1);
        assertThat(in.read(new byte[10], 0, 10)).isEqualTo(-1);
      }
    }
  }

  @Test
  void textComesWholeWhereItsCharactersAreCut() throws IOException {
    for (String part : new String[] {"a", "é", "a€", "xy\uD83D\uDE00"}) {
      String words = part.repeat(1 + 1_000_000 / part.length());
      pool.execute("insert into document values (1, null, $1)", words);
      assertThat(text(pool, "select words from document where id = $1", 1)).isEqualTo(words);
      pool.execute("truncate document");
    }
    assertThat(text(pool, "select ''")).isEmpty();
    assertThat(text(pool, "select 42")).isEqualTo("42");
    assertThat(text(pool, "select $1::jsonb", "{\"a\": 1}")).isEqualTo("{\"a\": 1}");
  }

  @Test
  @DisplayName("A14: a parameter stays a parameter, whatever is in it")
  void aParameterStaysAParameter() throws IOException {
    String hostile = "') as value offset 0) o; drop table document; --";
    assertThat(text(pool, "select $1::text", hostile)).isEqualTo(hostile);
    assertThat(pool.query("select count(*) from document").oneLong()).isZero();
  }

  @Test
  void whatIsNoSingleValueIsRefused() {
    pool.execute("insert into document values (1, null, 'one'), (2, '\\x00', 'two')");
    assertThatThrownBy(() -> bytes(pool, BODY, 1)).isInstanceOf(PgResultException.class);
    assertThatThrownBy(() -> bytes(pool, BODY, 3)).isInstanceOf(PgResultException.class);
    assertThatThrownBy(() -> bytes(pool, "select body from document"))
        .isInstanceOf(PgServerException.class)
        .hasMessageContaining("more than one row");
    assertThatThrownBy(() -> bytes(pool, "select body, id from document"))
        .isInstanceOf(PgServerException.class)
        .hasMessageContaining("only one column");
    assertThatThrownBy(() -> bytes(pool, "select words from document where id = 1"))
        .isInstanceOf(PgUsageException.class)
        .hasMessageContaining("streamText");
    assertThatThrownBy(() -> bytes(pool, "select 1")).isInstanceOf(PgException.class);
    assertThatThrownBy(() -> bytes(pool, "delete from document returning body"))
        .isInstanceOf(PgServerException.class);
    assertThat(pool.query("select count(*) from document").oneLong()).isEqualTo(2);
    assertThat(pool.state().idle()).isOne();
  }

  @Test
  void closingEarlyGivesTheConnectionBack() throws IOException {
    long process = pool.query("select pg_backend_pid()").oneLong();
    for (int length : new int[] {10, PIECE_BYTES + 5, 50_000_000}) {
      InputStream in = pool.streamBytes("select convert_to(repeat('z', $1::int), 'UTF8')", length);
      assertThat(in.read()).isEqualTo('z');
      assertThat(pool.state().idle()).isZero();
      in.close();
      in.close();
      assertThat(pool.query("select pg_backend_pid()").oneLong()).isEqualTo(process);
    }
  }
}
