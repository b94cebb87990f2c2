// SPDX-License-Identifier: Apache-2.0
package dev.upq.proof.real;

import dev.upq.PgPool;
import dev.upq.config.PgConfig;
import java.io.IOException;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What passes through JVMs of 64 MiB, over sockets with buffers of 64 KiB. */
@Timeout(300)
final class LittleHeapTest {

  private final PgConfig config = Servers.config(Servers.NEWEST);

  @Test
  @DisplayName("P12: 10,000 statements with barriers that answer 20 KB each pass through 64 MiB")
  void statementsWithBarriers() throws IOException, InterruptedException {
    LittleHeap.does("statements with barriers", config);
  }

  @Test
  @DisplayName("P12: 10,000 statements of one unit that answer 20 KB each pass through 64 MiB")
  void statementsOfOneUnit() throws IOException, InterruptedException {
    LittleHeap.does("statements of one unit", config);
  }

  @Test
  @DisplayName("M1: rows of 1 MiB stream through 64 MiB, outside and inside a transaction")
  void wideRows() throws IOException, InterruptedException {
    LittleHeap.does("wide rows", config);
  }

  @Test
  @DisplayName("RF-11: records stream through 64 MiB, however many they are")
  void records() throws IOException, InterruptedException {
    LittleHeap.does("records", config);
  }

  @Test
  @DisplayName("M1: a bytea of 200 MB, compressed where it lies, streams through 64 MiB")
  void aLargeValue() throws IOException, InterruptedException {
    try (PgPool pool = Servers.pool(config)) {
      pool.execute("drop table if exists large_value");
      pool.execute("create table large_value (id int primary key, body bytea)");
      pool.execute(
          "insert into large_value select 1, convert_to(string_agg(repeat(md5(i::text), 625), ''),"
              + " 'UTF8') from generate_series(1, 10000) i");
      LittleHeap.does("a value", config);
      pool.execute("drop table large_value");
    }
  }

  @Test
  @DisplayName("M1: a text of 200 MB streams through 64 MiB, character by character")
  void aLargeText() throws IOException, InterruptedException {
    LittleHeap.does("a text", config);
  }

  @Test
  @DisplayName("M1: 320 MB are copied in through 64 MiB, as records and as bytes")
  void copies() throws IOException, InterruptedException {
    LittleHeap.does("copies", config);
  }
}
