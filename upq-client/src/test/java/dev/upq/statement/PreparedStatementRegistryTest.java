// SPDX-License-Identifier: Apache-2.0
package dev.upq.statement;

import static org.assertj.core.api.Assertions.assertThat;

import dev.upq.row.Columns;
import dev.upq.statement.PreparedStatementRegistry.Counts;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The texts that a runtime knows. */
class PreparedStatementRegistryTest {

  private static final int MAX_TEXTS = 4_096;

  private final PreparedStatementRegistry registry = PreparedStatementRegistry.named();

  private static PreparedStatement described(RegisteredStatement text) {
    return text.described(text.nextName(), List.of(), Columns.none(), false);
  }

  @Test
  void aTextHasOneEntry() {
    RegisteredStatement a = registry.text("select 1");
    assertThat(registry.text("select " + 1)).isSameAs(a);
    assertThat(registry.find("select 1")).isSameAs(a);
    assertThat(registry.text("select 2")).isNotSameAs(a).isNotEqualTo(a);
    assertThat(registry.find("select 3")).isNull();
    assertThat(registry.counts().texts()).isEqualTo(2);
  }

  @Test
  void aTextHasOneEntryHoweverManyAskAtOnce() throws InterruptedException, ExecutionException {
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int round = 0; round < 50; round++) {
        String sql = "select " + round;
        CountDownLatch start = new CountDownLatch(1);
        List<Future<RegisteredStatement>> asked =
            IntStream.range(0, 16)
                .mapToObj(
                    i ->
                        threads.submit(
                            () -> {
                              start.await();
                              return registry.text(sql);
                            }))
                .toList();
        start.countDown();
        for (Future<RegisteredStatement> each : asked) {
          assertThat(each.get()).isSameAs(registry.find(sql));
        }
      }
    }
    assertThat(registry.counts().texts()).isEqualTo(50);
  }

  @Test
  @DisplayName("PS-10: no more than 4,096 texts are known, and those used of late stay")
  void textsAreBounded() {
    for (int i = 0; i < 20_000; i++) {
      registry.text("select " + i);
      registry.text("select 'always'");
      assertThat(registry.counts().texts()).isLessThanOrEqualTo(MAX_TEXTS);
      assertThat(registry.find("select " + i)).isNotNull();
    }
    Counts counts = registry.counts();
    assertThat(counts.texts()).isGreaterThan(MAX_TEXTS / 2);
    assertThat(counts.evictions()).isEqualTo(20_001 - counts.texts());
    assertThat(registry.text("select 'always'").uses()).isEqualTo(20_001);
    assertThat(registry.find("select 0")).isNull();
    assertThat(registry.find("select 19000")).isNotNull();
  }

  @Test
  @DisplayName("PS-10: no more than 16 Mi characters of text are known")
  void lengthsAreBounded() {
    String long1 = "x".repeat(1 << 20);
    for (int i = 0; i < 100; i++) {
      registry.text("select " + i + long1);
      assertThat(registry.counts().texts()).isLessThanOrEqualTo(16);
    }
    assertThat(registry.counts().texts()).isGreaterThan(8);
  }

  @Test
  void aTextThatComesAgainAfterItWasForgottenHasAnotherName() {
    String first = registry.text("select 'a'").nextName();
    for (int i = 0; i < 2 * MAX_TEXTS; i++) {
      registry.text("select " + i);
    }
    assertThat(registry.find("select 'a'")).isNull();
    assertThat(registry.text("select 'a'").nextName()).isNotEqualTo(first);
  }

  @Test
  @DisplayName("PS-14: names are distinct, and shorter than 63 bytes, whatever the text")
  void namesAreDistinctAndShort() {
    PreparedStatementRegistry other = PreparedStatementRegistry.named();
    Set<String> names = new HashSet<>();
    for (int i = 0; i < 3_000; i++) {
      String sql = "select '" + "ä".repeat(i % 100) + "', " + i;
      for (PreparedStatementRegistry each : List.of(registry, other)) {
        for (int description = 0; description < 10; description++) {
          String name = each.text(sql).nextName();
          assertThat(names.add(name)).as(name).isTrue();
          assertThat(name).startsWith("upq_").matches("[a-z0-9_]+");
          assertThat(name.getBytes(StandardCharsets.UTF_8).length).isLessThan(63);
        }
      }
    }
  }

  @Test
  void withoutNamesEveryNameIsEmpty() {
    PreparedStatementRegistry unnamed = PreparedStatementRegistry.unnamed();
    assertThat(unnamed.isNamed()).isFalse();
    assertThat(registry.isNamed()).isTrue();
    for (int i = 0; i < 3; i++) {
      assertThat(unnamed.text("select 1").nextName()).isEmpty();
    }
  }

  @Test
  void usesAreHitsUnlessTheyAreMisses() {
    registry.text("select 1");
    registry.missed();
    registry.text("select 1");
    registry.text("select 1");
    registry.healed();
    assertThat(registry.find("select 1")).isNotNull();
    assertThat(registry.counts()).isEqualTo(new Counts(2, 1, 1, 0, 1));
  }

  @Test
  void aNewDescriptionReplacesTheOldAndOnlyTheLastCanBeOutdated() {
    RegisteredStatement text = registry.text("select 1");
    assertThat(text.known()).isNull();
    PreparedStatement first = described(text);
    assertThat(text.known()).isSameAs(first);
    PreparedStatement second = described(text);
    assertThat(second.version()).isGreaterThan(first.version());
    text.outdated(first);
    assertThat(text.known()).isSameAs(second);
    text.outdated(second);
    assertThat(text.known()).isNull();
    assertThat(described(text).version()).isGreaterThan(second.version());
  }
}
