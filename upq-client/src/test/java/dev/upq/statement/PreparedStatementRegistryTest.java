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
  @DisplayName("PS-10: no more than 16 MiB of text are known")
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
  @DisplayName("PS-10: the bounds can be set, and lengths are counted in bytes")
  void boundsCanBeSet() {
    PreparedStatementRegistry few = PreparedStatementRegistry.named(8, 1 << 20);
    PreparedStatementRegistry little = PreparedStatementRegistry.unnamed(1_000, 100);
    for (int i = 0; i < 1_000; i++) {
      few.text("select " + i);
      little.text("'" + "ä".repeat(9) + i % 10 + "'");
      assertThat(few.counts().texts()).isBetween(1, 8);
      assertThat(little.counts().texts()).isBetween(1, 4);
    }
  }

  private void use(String sql, String path, int times) {
    for (int i = 0; i < times; i++) {
      registry.text(sql, path);
    }
  }

  private List<String> hottest(String path, int most, long mostBytes) {
    return registry.hottest(path, most, mostBytes).stream().map(PreparedStatement::sql).toList();
  }

  @Test
  void theHottestAreThoseUsedMostThatAreDescribedAndLeaveNothingBehind() {
    for (String sql : List.of("select 1", "select 22", "select 333", "begin", "select 4")) {
      described(registry.text(sql, "home"));
    }
    use("select 1", "home", 5);
    use("select 22", "home", 7);
    use("select 333", "home", 9);
    use("begin", "home", 50);
    use("select 'not described'", "home", 50);
    assertThat(hottest("home", 10, 1_000)).containsExactly("select 333", "select 22", "select 1");
    assertThat(hottest("", 10, 1_000)).containsExactly("select 333", "select 22", "select 1");
    assertThat(hottest("home", 2, 1_000)).containsExactly("select 333", "select 22");
    assertThat(hottest("home", 10, 18)).containsExactly("select 333", "select 1");
    assertThat(hottest("home", 0, 1_000)).isEmpty();
    assertThat(hottest("home", 10, 0)).isEmpty();
    registry.find("select 333").refusedAhead(registry.find("select 333").known());
    assertThat(hottest("home", 1, 1_000)).containsExactly("select 22");
    described(registry.find("select 333"));
    assertThat(hottest("home", 1, 1_000)).containsExactly("select 333");
  }

  @Test
  void aSessionIsGivenTheTextsOfItsOwnSearchPath() {
    described(registry.text("select 'home'", "a"));
    described(registry.text("select 'away'", "b"));
    described(registry.text("select 'away'", "b, c"));
    use("select 'home'", "a", 3);
    use("select 'away'", "b", 3);
    assertThat(hottest("a", 10, 1_000)).containsExactly("select 'home'");
    assertThat(hottest("b", 10, 1_000)).containsExactly("select 'away'");
    assertThat(hottest("c", 10, 1_000)).isEmpty();
  }

  @Test
  void usesThatLieBackCountLess() {
    described(registry.text("select 'old'"));
    described(registry.text("select 'new'"));
    use("select 'old'", "", 10_000);
    for (int i = 0; i < 8; i++) {
      use("select 'other'", "", 70_000);
      hottest("", 1, 100);
    }
    use("select 'new'", "", 100);
    assertThat(hottest("", 1, 100)).containsExactly("select 'new'");
  }

  @Test
  void whatIsKnownOutlivesTheRegistry() {
    described(registry.text("select 1", "home"));
    described(registry.text("select 1", "away"));
    registry.text("select 2", "home");
    use("select 1", "home", 10);
    PreparedStatementRegistry next = PreparedStatementRegistry.named();
    next.restore(registry.home(), registry.kept());
    assertThat(next.home()).contains("home");
    assertThat(next.counts().texts()).isEqualTo(2);
    assertThat(next.text("select 1", "home").known()).isNotNull();
    assertThat(next.text("select 1", "away").known()).isNotNull();
    assertThat(next.text("select 2", "home").known()).isNull();
    assertThat(next.hottest("home", 9, 999)).hasSize(1);
    assertThat(next.counts().misses()).isZero();
  }

  @Test
  void whatIsKnownGoesWithItsSearchPathWhereTheRegistryHasAnotherAlready() {
    described(registry.text("select 1", "home"));
    PreparedStatementRegistry next = PreparedStatementRegistry.named();
    next.text("select 1", "elsewhere");
    next.restore(registry.home(), registry.kept());
    assertThat(next.text("select 1", "elsewhere").known()).isNull();
    assertThat(next.text("select 1", "home").known()).isNotNull();
  }

  @Test
  void restoringEndsAtTheBoundsAndReplacesNothing() {
    for (int i = 0; i < 20; i++) {
      described(registry.text("select " + i));
    }
    PreparedStatementRegistry next = PreparedStatementRegistry.named(8, 1 << 20);
    PreparedStatement mine = described(next.text("select 19"));
    next.restore(registry.home(), registry.kept());
    assertThat(next.counts().texts()).isEqualTo(8);
    assertThat(next.counts().evictions()).isZero();
    assertThat(next.text("select 19").known()).isSameAs(mine);
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
    assertThat(registry.counts()).isEqualTo(new Counts(2, 1, 1, 0, 0, 0, 1));
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

  @Test
  void aChangeOfTheSchemaOutdatesTheDescriptionsOfWhatItConcerns() {
    RegisteredStatement thing = registry.text("select * from thing");
    RegisteredStatement other = registry.text("select * from other");
    RegisteredStatement elsewhere = registry.elsewhere("select a from app.Thing", "app");
    for (RegisteredStatement each : List.of(thing, other, elsewhere)) {
      each.described(each.nextName(), List.of(), Columns.none(), true);
    }
    registry.changed(SchemaChange.in("alter table thing add column b int"));
    assertThat(thing.known()).isNull();
    assertThat(elsewhere.known()).isNull();
    assertThat(other.known()).isNotNull();
    assertThat(registry.counts().outdated()).isEqualTo(2);
    registry.changed(SchemaChange.in("drop schema app cascade"));
    assertThat(other.known()).isNull();
    assertThat(registry.counts().outdated()).isEqualTo(3);
  }

  @Test
  void anEntryApartIsNobodyElses() {
    RegisteredStatement shared = registry.text("select 1");
    RegisteredStatement apart = registry.apart("select 1");
    assertThat(apart).isNotSameAs(shared);
    assertThat(apart.nextName()).isNotEqualTo(shared.nextName());
    assertThat(registry.text("select 1")).isSameAs(shared);
    assertThat(registry.counts().texts()).isOne();
  }
}
