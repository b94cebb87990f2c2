// SPDX-License-Identifier: Apache-2.0
package dev.upq.codec;

import dev.upq.codec.TsQueryCodec.Tree;
import dev.upq.type.TsQuery;
import dev.upq.type.TsVector.Weight;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * The text form of tsquery: {@code 'fat':AB & ( 'rat' | !'cat':* )}. Not binds closest, then a
 * phrase, and, or. One thread at a time.
 */
final class TsQueryText {

  private static final int OR = 1;
  private static final int AND = 2;
  private static final int PHRASE = 3;
  private static final int NOT = 4;
  private static final int MAX_DISTANCE = 16_384;
  private static final List<Weight> HEAVIEST_FIRST =
      List.of(Weight.A, Weight.B, Weight.C, Weight.D);

  private final TsQueryCodec codec;
  private final TextScanner in;
  private int depth;

  TsQueryText(TsQueryCodec codec, TextScanner in) {
    this.codec = codec;
    this.in = in;
  }

  /** The query that stands there; every operator but not takes its left side first. */
  TsQuery query() {
    return in.atEnd() ? TsQuery.Empty.QUERY : chain(OR).query();
  }

  /** Operands of one strength, joined from left to right. */
  private Tree chain(int strength) {
    if (strength == NOT) {
      return operand();
    }
    Tree left = chain(strength + 1);
    while (true) {
      if (strength == OR && in.accept(" | ")) {
        Tree right = chain(AND);
        left = codec.deeper(new TsQuery.Or(left.query(), right.query()), left, right);
      } else if (strength == AND && in.accept(" & ")) {
        Tree right = chain(PHRASE);
        left = codec.deeper(new TsQuery.And(left.query(), right.query()), left, right);
      } else if (strength == PHRASE && in.accept(" <")) {
        int distance = distance();
        Tree right = chain(NOT);
        left = codec.deeper(new TsQuery.Phrase(left.query(), right.query(), distance), left, right);
      } else {
        return left;
      }
    }
  }

  private int distance() {
    long distance = in.accept('-') ? 1 : in.digits(1, 5);
    in.expect('>');
    in.expect(' ');
    if (distance > MAX_DISTANCE) {
      throw in.misfit();
    }
    return (int) distance;
  }

  private Tree operand() {
    if (++depth > TsQuery.MAX_DEPTH) {
      throw in.misfit();
    }
    Tree operand;
    if (in.accept('!')) {
      Tree inner = operand();
      operand = codec.deeper(new TsQuery.Not(inner.query()), inner, inner);
    } else if (in.accept("( ")) {
      operand = chain(OR);
      in.expect(' ');
      in.expect(')');
    } else {
      operand = new Tree(word(), 1);
    }
    depth--;
    return operand;
  }

  private TsQuery word() {
    String word = QuotedWord.parse(in);
    EnumSet<Weight> weights = EnumSet.noneOf(Weight.class);
    boolean prefix = false;
    if (in.accept(':')) {
      prefix = in.accept('*');
      for (Weight weight : HEAVIEST_FIRST) {
        if (in.accept(weight.name())) {
          weights.add(weight);
        }
      }
      if (!prefix && weights.isEmpty()) {
        throw in.misfit();
      }
    }
    return new TsQuery.Word(word, weights, prefix);
  }

  static String of(TsQuery query) {
    StringBuilder text = new StringBuilder();
    print(query, 0, false, text);
    return text.toString();
  }

  /** Brackets stand where the operator around binds closer, and around the right of a phrase. */
  private static void print(TsQuery query, int around, boolean rightOfPhrase, StringBuilder text) {
    switch (query) {
      case TsQuery.Empty _ -> text.append("");
      case TsQuery.Word(String word, Set<Weight> weights, boolean prefix) ->
          print(word, weights, prefix, text);
      case TsQuery.Not(TsQuery operand) -> print(operand, NOT, false, text.append('!'));
      case TsQuery.And(TsQuery left, TsQuery right) ->
          print(left, right, " & ", AND, around > AND, text);
      case TsQuery.Or(TsQuery left, TsQuery right) ->
          print(left, right, " | ", OR, around > OR, text);
      case TsQuery.Phrase(TsQuery left, TsQuery right, int distance) -> {
        String operator = distance == 1 ? " <-> " : " <" + distance + "> ";
        print(left, right, operator, PHRASE, around > PHRASE || rightOfPhrase, text);
      }
    }
  }

  private static void print(
      TsQuery left,
      TsQuery right,
      String operator,
      int strength,
      boolean brackets,
      StringBuilder text) {
    text.append(brackets ? "( " : "");
    print(left, strength, false, text);
    text.append(operator);
    print(right, strength, strength == PHRASE, text);
    text.append(brackets ? " )" : "");
  }

  private static void print(String word, Set<Weight> weights, boolean prefix, StringBuilder text) {
    QuotedWord.print(word, text);
    if (!prefix && weights.isEmpty()) {
      return;
    }
    text.append(prefix ? ":*" : ":");
    for (Weight weight : HEAVIEST_FIRST) {
      if (weights.contains(weight)) {
        text.append(weight.name());
      }
    }
  }
}
