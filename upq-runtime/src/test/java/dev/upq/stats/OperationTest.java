// SPDX-License-Identifier: Apache-2.0
package dev.upq.stats;

import static org.assertj.core.api.Assertions.assertThat;

import dev.upq.probe.Execution.Way;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class OperationTest {

  @Test
  void aCommandTagSaysWhatItWas() {
    Map.ofEntries(
            Map.entry("SELECT 5", Operation.SELECT),
            Map.entry("INSERT 0 1", Operation.INSERT),
            Map.entry("UPDATE 3", Operation.UPDATE),
            Map.entry("DELETE 0", Operation.DELETE),
            Map.entry("MERGE 2", Operation.MERGE),
            Map.entry("COPY 7", Operation.COPY),
            Map.entry("CALL", Operation.CALL),
            Map.entry("BEGIN", Operation.BEGIN),
            Map.entry("START TRANSACTION", Operation.BEGIN),
            Map.entry("COMMIT", Operation.COMMIT),
            Map.entry("ROLLBACK", Operation.ROLLBACK),
            Map.entry("SAVEPOINT", Operation.SAVEPOINT),
            Map.entry("RELEASE", Operation.SAVEPOINT),
            Map.entry("SET", Operation.SET),
            Map.entry("RESET", Operation.SET),
            Map.entry("SHOW", Operation.SHOW),
            Map.entry("LISTEN", Operation.LISTEN),
            Map.entry("UNLISTEN", Operation.LISTEN),
            Map.entry("NOTIFY", Operation.NOTIFY),
            Map.entry("CREATE TABLE", Operation.DDL),
            Map.entry("ALTER TABLE", Operation.DDL),
            Map.entry("DROP INDEX", Operation.DDL),
            Map.entry("TRUNCATE TABLE", Operation.DDL),
            Map.entry("DO", Operation.OTHER),
            Map.entry("VACUUM", Operation.OTHER),
            Map.entry("", Operation.OTHER))
        .forEach((tag, kind) -> assertThat(Operation.ofTag(tag)).as(tag).isEqualTo(kind));
  }

  @Test
  void whatFailedIsKnownByItsFirstWord() {
    assertThat(failed("  -- c\n /* d */ select 1/0")).isEqualTo(Operation.SELECT);
    assertThat(failed("with x as (select 1) select 1/0")).isEqualTo(Operation.SELECT);
    assertThat(failed("Update t set a = 1")).isEqualTo(Operation.UPDATE);
    assertThat(failed("abort")).isEqualTo(Operation.ROLLBACK);
    assertThat(failed("nonsense")).isEqualTo(Operation.OTHER);
    assertThat(failed("")).isEqualTo(Operation.OTHER);
  }

  private static Operation failed(String sql) {
    return Operation.of(Done.query(sql, "", 0));
  }

  @Test
  void severalStatementsAtOnceAreOneOperationOfTheirOwnKind() {
    assertThat(Operation.of(new Done("insert", Way.BATCH, "", 5, 5, null)))
        .isEqualTo(Operation.BATCH);
    assertThat(Operation.of(new Done("insert", Way.PIPELINE, "", 5, 5, null)))
        .isEqualTo(Operation.PIPELINE);
    assertThat(Operation.of(new Done("a; b", Way.SCRIPT, "COMMIT", 5, 2, null)))
        .isEqualTo(Operation.SCRIPT);
    assertThat(Operation.of(new Done("commit", Way.SCRIPT, "COMMIT", 0, 1, null)))
        .isEqualTo(Operation.COMMIT);
    assertThat(Operation.of(new Done("select 1", Way.STREAM, "", 3, 1, null)))
        .isEqualTo(Operation.SELECT);
    assertThat(Operation.of(new Done("copy", Way.COPY, "", 3, 1, null))).isEqualTo(Operation.COPY);
  }
}
