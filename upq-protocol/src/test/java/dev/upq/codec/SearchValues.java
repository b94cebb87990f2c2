// SPDX-License-Identifier: Apache-2.0
package dev.upq.codec;

import dev.upq.type.TsQuery;
import dev.upq.type.TsVector;
import dev.upq.type.TsVector.Lexeme;
import dev.upq.type.TsVector.Position;
import dev.upq.type.TsVector.Weight;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.function.Supplier;

/** Values of the text search types, each as the server keeps it. One thread at a time. */
final class SearchValues {

  private static final String[] WORDS = {
    "a",
    "b",
    "cat",
    "it's",
    "back\\slash",
    "é€",
    "\ud83d\ude00",
    "a b",
    "&",
    "|!()",
    ":*",
    "1",
    "''"
  };

  private final SplittableRandom random;

  SearchValues(SplittableRandom random) {
    this.random = random;
  }

  void addTo(Map<String, Supplier<Object>> makers) {
    makers.put("tsvector", this::tsVector);
    makers.put("tsquery", () -> tsQuery(3));
  }

  private String word() {
    String word = WORDS[random.nextInt(WORDS.length)];
    return random.nextBoolean() ? word : word + WORDS[random.nextInt(WORDS.length)];
  }

  private TsVector tsVector() {
    TreeSet<String> words =
        new TreeSet<>(
            (a, b) ->
                Arrays.compareUnsigned(
                    a.getBytes(StandardCharsets.UTF_8), b.getBytes(StandardCharsets.UTF_8)));
    for (int i = random.nextInt(6); i > 0; i--) {
      words.add(word());
    }
    List<Lexeme> lexemes = new ArrayList<>();
    for (String word : words) {
      TreeSet<Integer> places = new TreeSet<>();
      for (int i = random.nextInt(5); i > 0; i--) {
        places.add(random.nextInt(1, random.nextBoolean() ? 20 : Position.LAST + 1));
      }
      List<Position> positions = new ArrayList<>();
      for (int place : places) {
        positions.add(new Position(place, weight()));
      }
      lexemes.add(new Lexeme(word, positions));
    }
    return new TsVector(lexemes);
  }

  private Weight weight() {
    return Weight.values()[random.nextInt(4)];
  }

  /** And, or and phrase take their left side first, for so the text is read. */
  private TsQuery tsQuery(int depth) {
    return switch (random.nextInt(depth == 0 ? 1 : 6)) {
      case 1 -> new TsQuery.Not(tsQuery(depth - 1));
      case 2 -> {
        TsQuery right = tsQuery(depth - 1);
        yield right instanceof TsQuery.And ? right : new TsQuery.And(tsQuery(depth - 1), right);
      }
      case 3 -> {
        TsQuery right = tsQuery(depth - 1);
        yield right instanceof TsQuery.Or ? right : new TsQuery.Or(tsQuery(depth - 1), right);
      }
      case 4 ->
          new TsQuery.Phrase(
              tsQuery(depth - 1),
              tsQuery(depth - 1),
              random.nextBoolean() ? 1 : random.nextInt(16_385));
      default -> {
        EnumSet<Weight> weights = EnumSet.noneOf(Weight.class);
        for (int i = random.nextInt(3); i > 0; i--) {
          weights.add(weight());
        }
        yield new TsQuery.Word(word(), weights, random.nextInt(4) == 0);
      }
    };
  }
}
