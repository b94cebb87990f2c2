// SPDX-License-Identifier: Apache-2.0
package dev.upq.notify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.upq.fault.PgUsageException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class TopicPatternTest {

  @ParameterizedTest
  @DisplayName("NT-20: what matches what")
  @CsvSource(
      delimiter = '|',
      value = {
        "events.*     | events.a       | true",
        "events.*     | events         | false",
        "events.*     | events.a.b     | false",
        "a.*          | a.b            | true",
        "a.*          | b.a            | false",
        "*.b          | a.b            | true",
        "*.b          | b              | false",
        "*.b          | a.a.b          | false",
        "a.*.c        | a.b.c          | true",
        "a.*.c        | a.c            | false",
        "a.*.c        | a.b.b.c        | false",
        "**           | a              | true",
        "**           | a.b.c.d        | true",
        "#            | a.b            | true",
        "a.**         | a              | true",
        "a.#          | a.b.c          | true",
        "a.**         | ab             | false",
        "a.*.**       | a              | false",
        "a.*.**       | a.b            | true",
        "*            | a              | true",
        "*            | a.b            | false",
        "a.b          | a.b            | true",
        "a.b          | A.b            | false",
        "a.b          | a.b.c          | false",
        "a.b          | axb            | false",
        "a+           | aa             | false",
        "a+           | a+             | true",
        "[ab]         | a              | false",
        "(a)b         | ab             | false",
        "^a$          | a              | false",
        "a?           | a              | false",
        "a?           | a?             | true",
        "\\d          | 1              | false",
        "a*.b         | aa.b           | false",
        "a*.b         | a*.b           | true",
        "\u00e9.*     | \u00e9.x       | true",
        "with space.* | with space.x   | true",
      })
  void truthTable(String pattern, String topic, boolean matches) {
    TopicPattern it = TopicPattern.of(pattern);
    List<String> segments = TopicPattern.topic(topic);
    assertThat(it.matches(segments)).isEqualTo(matches);
    TopicTree<String> tree = new TopicTree<>();
    tree.add(it, pattern);
    assertThat(tree.matching(segments)).isEqualTo(matches ? List.of(pattern) : List.of());
  }

  @ParameterizedTest
  @DisplayName("NT-20: empty segments, and the rest anywhere but at the end, are refused")
  @ValueSource(strings = {"", ".", "a.", ".a", "a..b", "a.**.b", "#.a", "**.#", "a\nb", "a\0"})
  void refusedPatterns(String pattern) {
    assertThatThrownBy(() -> TopicPattern.of(pattern)).isInstanceOf(PgUsageException.class);
  }

  @ParameterizedTest
  @DisplayName("NT-20: a topic has neither empty segments nor wildcards")
  @ValueSource(strings = {"", ".", "a.", ".a", "a..b", "a.*", "#", "a.**", "a\nb"})
  void refusedTopics(String topic) {
    assertThatThrownBy(() -> TopicPattern.topic(topic)).isInstanceOf(PgUsageException.class);
  }

  @Test
  void whatIsAPattern() {
    assertThat(List.of("a.*", "#", "**", "*.b")).allMatch(TopicPattern::isPattern);
    assertThat(List.of("a", "a.b", "a*", "a#.b", "", "***")).noneMatch(TopicPattern::isPattern);
  }

  @Test
  @DisplayName("NT-20: the tree finds what the patterns one by one find, also when some have gone")
  void theTreeAgreesWithThePatterns() {
    long seed = Long.getLong("upq.seed", 7_071);
    System.out.println("seed " + seed);
    Random random = new Random(seed);
    TopicTree<TopicPattern> tree = new TopicTree<>();
    List<TopicPattern> all = new ArrayList<>();
    for (int i = 0; i < 20_000; i++) {
      if (random.nextInt(3) == 0 && !all.isEmpty()) {
        TopicPattern gone = all.remove(random.nextInt(all.size()));
        tree.remove(gone, gone);
      } else {
        TopicPattern come = TopicPattern.of(pattern(random));
        all.add(come);
        tree.add(come, come);
      }
      if (i % 100 == 0) {
        List<String> topic = TopicPattern.topic(topic(random));
        assertThat(tree.matching(topic))
            .containsExactlyInAnyOrderElementsOf(
                all.stream().filter(each -> each.matches(topic)).toList());
      }
    }
    for (TopicPattern each : all) {
      tree.remove(each, each);
    }
    assertThat(tree.isEmpty()).isTrue();
  }

  private static String pattern(Random random) {
    StringBuilder text = new StringBuilder();
    int segments = random.nextInt(4);
    for (int i = 0; i < segments; i++) {
      text.append(random.nextInt(3) == 0 ? "*" : segment(random)).append('.');
    }
    return text + (random.nextInt(4) == 0 ? "#" : segment(random));
  }

  private static String topic(Random random) {
    StringBuilder text = new StringBuilder(segment(random));
    int segments = random.nextInt(4);
    for (int i = 0; i < segments; i++) {
      text.append('.').append(segment(random));
    }
    return text.toString();
  }

  private static String segment(Random random) {
    return String.valueOf((char) ('a' + random.nextInt(4)));
  }
}
