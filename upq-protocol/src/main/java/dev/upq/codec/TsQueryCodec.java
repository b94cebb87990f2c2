// SPDX-License-Identifier: Apache-2.0
package dev.upq.codec;

import dev.upq.bytes.ByteReader;
import dev.upq.bytes.ByteWriter;
import dev.upq.type.Misfit;
import dev.upq.type.TsQuery;
import dev.upq.type.TsVector.Weight;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * tsquery: the number of items, then those with each operator in front of its operands, the right
 * one first. A word is 1, its weights, a flag for a prefix, and its text with a zero byte behind;
 * an operator is 2, its number, and the distance behind that of a phrase. Immutable.
 *
 * <p>The server does not take an empty query in binary, so that is refused as a parameter.
 */
final class TsQueryCodec extends Printed<TsQuery> {

  private static final int WORD = 1;
  private static final int OPERATOR = 2;
  private static final int NOT = 1;
  private static final int AND = 2;
  private static final int OR = 3;
  private static final int PHRASE = 4;
  private static final int LEAST_ITEM_BYTES = 2;
  private static final int MAX_DISTANCE = 16_384;

  /** An item of the binary form: a word, or an operator with its distance. */
  private record Item(int operator, int distance, @Nullable TsQuery word) {}

  /** A query and how deep it is nested: 1 for a word. */
  record Tree(TsQuery query, int depth) {}

  TsQueryCodec() {
    super("tsquery", TsQuery.class, -1);
  }

  @Override
  TsQuery read(ByteReader in) {
    int count = in.count(in.int4(), LEAST_ITEM_BYTES);
    if (count == 0) {
      return TsQuery.Empty.QUERY;
    }
    List<Item> items = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      items.add(item(in));
    }
    Deque<Tree> trees = new ArrayDeque<>();
    for (Item item : items.reversed()) {
      trees.push(item.word() == null ? tree(item, trees) : new Tree(item.word(), 1));
    }
    if (trees.size() != 1) {
      throw Malformed.value(this, "operands without an operator");
    }
    return trees.pop().query();
  }

  private Item item(ByteReader in) {
    int kind = in.uint1();
    if (kind == WORD) {
      int weights = in.uint1();
      int prefix = in.uint1();
      if (weights > 0xf) {
        throw Malformed.value(this, "weights that are not known");
      }
      return new Item(0, 0, new TsQuery.Word(in.cstring(), weights(weights), prefix != 0));
    }
    int operator = in.uint1();
    if (kind != OPERATOR || operator < NOT || operator > PHRASE) {
      throw Malformed.value(this, "an item that is not known");
    }
    int distance = operator == PHRASE ? in.uint2() : 0;
    if (distance > MAX_DISTANCE) {
      throw Malformed.value(this, "a distance out of range");
    }
    return new Item(operator, distance, null);
  }

  private static Set<Weight> weights(int bits) {
    EnumSet<Weight> weights = EnumSet.noneOf(Weight.class);
    for (Weight weight : Weight.values()) {
      if ((bits >> weight.number() & 1) == 1) {
        weights.add(weight);
      }
    }
    return weights;
  }

  private Tree tree(Item item, Deque<Tree> operands) {
    if (operands.size() < (item.operator() == NOT ? 1 : 2)) {
      throw Malformed.value(this, "an operator without its operands");
    }
    // The last item comes first here, so the right operand lies on top of the left one.
    Tree right = operands.pop();
    if (item.operator() == NOT) {
      return deeper(new TsQuery.Not(right.query()), right, right);
    }
    Tree left = operands.pop();
    TsQuery query =
        switch (item.operator()) {
          case AND -> new TsQuery.And(left.query(), right.query());
          case OR -> new TsQuery.Or(left.query(), right.query());
          default -> new TsQuery.Phrase(left.query(), right.query(), item.distance());
        };
    return deeper(query, left, right);
  }

  /** The query over these two operands, or over one given twice. */
  Tree deeper(TsQuery query, Tree left, Tree right) {
    int depth = Math.max(left.depth(), right.depth());
    if (depth == TsQuery.MAX_DEPTH) {
      throw Misfit.value(this, "operators nested more than " + TsQuery.MAX_DEPTH + " deep");
    }
    return new Tree(query, depth + 1);
  }

  @Override
  TsQuery parse(TextScanner in) {
    return new TsQueryText(this, in).query();
  }

  @Override
  String print(TsQuery value) {
    return TsQueryText.of(value);
  }

  @Override
  public void encode(TsQuery value, ByteWriter out) {
    if (value instanceof TsQuery.Empty) {
      throw Misfit.outside(this, value, "the server takes an empty one in text only");
    }
    out.int4(items(value, 1));
    write(value, out);
  }

  /** How many items there are. */
  private int items(TsQuery query, int depth) {
    if (depth > TsQuery.MAX_DEPTH) {
      throw Misfit.outside(this, query, "at most " + TsQuery.MAX_DEPTH + " deep");
    }
    return switch (query) {
      case TsQuery.Empty _ -> throw Misfit.outside(this, query, "no operand is empty");
      case TsQuery.Word _ -> 1;
      case TsQuery.Not(TsQuery operand) -> 1 + items(operand, depth + 1);
      case TsQuery.And(TsQuery left, TsQuery right) ->
          1 + items(left, depth + 1) + items(right, depth + 1);
      case TsQuery.Or(TsQuery left, TsQuery right) ->
          1 + items(left, depth + 1) + items(right, depth + 1);
      case TsQuery.Phrase(TsQuery left, TsQuery right, int _) ->
          1 + items(left, depth + 1) + items(right, depth + 1);
    };
  }

  private static void write(TsQuery query, ByteWriter out) {
    switch (query) {
      case TsQuery.Empty _ -> throw new IllegalStateException("counted as an operand");
      case TsQuery.Word(String word, Set<Weight> weights, boolean prefix) -> {
        int bits = 0;
        for (Weight weight : weights) {
          bits |= 1 << weight.number();
        }
        out.int1(WORD).int1(bits).int1(prefix ? 1 : 0).cstring(word);
      }
      case TsQuery.Not(TsQuery operand) -> write(operand, out.int1(OPERATOR).int1(NOT));
      case TsQuery.And(TsQuery left, TsQuery right) ->
          operands(left, right, out.int1(OPERATOR).int1(AND));
      case TsQuery.Or(TsQuery left, TsQuery right) ->
          operands(left, right, out.int1(OPERATOR).int1(OR));
      case TsQuery.Phrase(TsQuery left, TsQuery right, int distance) ->
          operands(left, right, out.int1(OPERATOR).int1(PHRASE).int2(distance));
    }
  }

  private static void operands(TsQuery left, TsQuery right, ByteWriter out) {
    write(right, out);
    write(left, out);
  }
}
