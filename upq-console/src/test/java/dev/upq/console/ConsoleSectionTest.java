// SPDX-License-Identifier: Apache-2.0
package dev.upq.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.upq.console.ConsoleSection.Column;
import dev.upq.console.ConsoleSection.Kind;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** One thread. */
final class ConsoleSectionTest {

  private static String rows(Supplier<List<List<Object>>> rows) {
    List<Column> columns =
        List.of(
            new Column("Job", Kind.TEXT),
            new Column("Took", Kind.DURATION),
            new Column("At", Kind.TIME),
            new Column("Times", Kind.COUNT));
    Json json = new Json();
    SectionText.rows(new ConsoleSection("jobs", "Jobs", "None.", columns, rows), json);
    return json.toString();
  }

  @Test
  void cellsAreTextsNumbersAndTimes() {
    assertThat(
            rows(
                () ->
                    List.of(
                        List.of("<b>", Duration.ofMillis(5), Instant.ofEpochMilli(7), 9),
                        List.of("short"))))
        .isEqualTo("[[\"\\u003cb\\u003e\",5,7,9],[\"short\",\"\",\"\",\"\"]]");
  }

  @Test
  void noMoreThan200RowsAndNoLongerCellsThan2000CharactersAreShown() {
    String all = rows(() -> Collections.nCopies(1_000, List.of("x".repeat(10_000))));
    assertThat(all.split("\u2026", -1)).hasSize(201);
    assertThat(all.length()).isLessThan(200 * 2_100);
  }

  @Test
  void aSectionThatFailsDoesNotTakeTheOthersWithIt() {
    assertThat(
            rows(
                () -> {
                  throw new IllegalStateException("secret");
                }))
        .isEqualTo("null");
  }
}
