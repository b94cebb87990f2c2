// SPDX-License-Identifier: Apache-2.0
package dev.upq.codec;

import dev.upq.bytes.ByteReader;
import dev.upq.bytes.ByteWriter;
import dev.upq.type.Misfit;
import dev.upq.type.TsVector;
import dev.upq.type.TsVector.Lexeme;
import dev.upq.type.TsVector.Position;
import dev.upq.type.TsVector.Weight;
import java.util.ArrayList;
import java.util.List;

/**
 * tsvector: the number of words, then for each its text with a zero byte behind, the number of its
 * positions, and each position in 14 bits below two bits of weight. Immutable.
 */
final class TsVectorCodec extends Printed<TsVector> {

  /** An empty word, its zero byte and the number of positions. */
  private static final int LEAST_LEXEME_BYTES = 3;

  private static final int WEIGHT_SHIFT = 14;
  private static final List<Weight> WEIGHTS = List.of(Weight.D, Weight.C, Weight.B, Weight.A);
  private static final int MAX_POSITIONS = 0xffff;

  TsVectorCodec() {
    super("tsvector", TsVector.class, -1);
  }

  @Override
  TsVector read(ByteReader in) {
    int count = in.count(in.int4(), LEAST_LEXEME_BYTES);
    List<Lexeme> lexemes = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      String word = in.cstring();
      int positions = in.count(in.uint2(), 2);
      List<Position> places = new ArrayList<>(positions);
      for (int j = 0; j < positions; j++) {
        int bits = in.uint2();
        int at = bits & Position.LAST;
        if (at == 0) {
          throw Malformed.value(this, "a position of 0");
        }
        places.add(new Position(at, WEIGHTS.get(bits >> WEIGHT_SHIFT)));
      }
      lexemes.add(new Lexeme(word, places));
    }
    return new TsVector(lexemes);
  }

  @Override
  TsVector parse(TextScanner in) {
    List<Lexeme> lexemes = new ArrayList<>();
    while (!in.atEnd()) {
      if (!lexemes.isEmpty()) {
        in.expect(' ');
      }
      String word = QuotedWord.parse(in);
      List<Position> positions = new ArrayList<>();
      if (in.accept(':')) {
        do {
          positions.add(position(in));
        } while (in.accept(','));
      }
      lexemes.add(new Lexeme(word, positions));
    }
    return new TsVector(lexemes);
  }

  private static Position position(TextScanner in) {
    long at = in.digits(1, 5);
    if (at < 1 || at > Position.LAST) {
      throw in.misfit();
    }
    for (Weight weight : Weight.values()) {
      if (in.accept(weight.name())) {
        return new Position((int) at, weight);
      }
    }
    return new Position((int) at, Weight.D);
  }

  @Override
  String print(TsVector value) {
    StringBuilder text = new StringBuilder();
    for (Lexeme lexeme : value.lexemes()) {
      QuotedWord.print(lexeme.word(), text.append(text.isEmpty() ? "" : " "));
      char before = ':';
      for (Position position : lexeme.positions()) {
        text.append(before).append(position.at());
        text.append(position.weight() == Weight.D ? "" : position.weight().name());
        before = ',';
      }
    }
    return text.toString();
  }

  @Override
  public void encode(TsVector value, ByteWriter out) {
    out.int4(value.lexemes().size());
    for (Lexeme lexeme : value.lexemes()) {
      out.cstring(lexeme.word());
      if (lexeme.positions().size() > MAX_POSITIONS) {
        throw Misfit.outside(this, value, "a word has at most 255 positions");
      }
      out.int2(lexeme.positions().size());
      for (Position position : lexeme.positions()) {
        out.int2(position.weight().number() << WEIGHT_SHIFT | position.at());
      }
    }
  }
}
