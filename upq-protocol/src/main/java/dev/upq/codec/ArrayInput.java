// SPDX-License-Identifier: Apache-2.0
package dev.upq.codec;

import dev.upq.bytes.ByteReader;
import dev.upq.bytes.ByteWriter;
import dev.upq.fault.PgValueException;
import dev.upq.type.Codec;
import dev.upq.type.Misfit;
import dev.upq.type.PgArray;
import dev.upq.type.PgArray.Dimension;
import java.lang.reflect.Array;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A Java value on its way to become an array: measured and found regular before a byte is written,
 * its leaves laid out in row-major order. One thread at a time.
 */
final class ArrayInput {

  private static final int UNSEEN = -1;

  private final Codec<?> codec;
  private final int[] lengths = new int[PgArray.MAX_DIMENSIONS];
  private final List<@Nullable Object> leaves = new ArrayList<>();
  private List<Dimension> dimensions = List.of();
  private int depth = UNSEEN;
  private boolean nulls;

  private ArrayInput(Codec<?> codec) {
    this.codec = codec;
    Arrays.fill(lengths, UNSEEN);
  }

  /**
   * Walks through the value.
   *
   * @throws PgValueException where it is no collection or array, is ragged, or has more than six
   *     dimensions
   */
  static ArrayInput measure(Codec<?> codec, Object value) {
    ArrayInput input = new ArrayInput(codec);
    if (value instanceof PgArray array) {
      array.elements().forEach(input::leaf);
      input.dimensions = array.dimensions();
      return input;
    }
    if (!isContainer(value)) {
      throw Misfit.write(codec, value, "give it as java.util.List or as a Java array");
    }
    input.walk(value, 0);
    if (!input.leaves.isEmpty()) {
      input.dimensions = new ArrayList<>();
      for (int level = 0; level <= input.depth; level++) {
        input.dimensions.add(new Dimension(input.lengths[level], 1));
      }
    }
    return input;
  }

  private static boolean isContainer(@Nullable Object value) {
    return value instanceof Collection
        || (value != null && value.getClass().isArray() && !(value instanceof byte[]));
  }

  private void walk(Object container, int level) {
    if (level == PgArray.MAX_DIMENSIONS) {
      throw refused("more than " + PgArray.MAX_DIMENSIONS + " dimensions");
    }
    int count = 0;
    if (container instanceof Collection<?> collection) {
      for (Object child : collection) {
        child(child, level);
        count++;
      }
    } else {
      for (; count < Array.getLength(container); count++) {
        child(Array.get(container, count), level);
      }
    }
    if (lengths[level] == UNSEEN) {
      lengths[level] = count;
    }
    if (lengths[level] != count) {
      throw refused("rows of different lengths");
    }
  }

  private void child(@Nullable Object child, int level) {
    if (child != null && isContainer(child)) {
      walk(child, level + 1);
      return;
    }
    if (depth == UNSEEN) {
      depth = level;
    }
    if (depth != level) {
      throw refused("rows of different depths");
    }
    leaf(child);
  }

  private void leaf(@Nullable Object child) {
    nulls |= child == null;
    leaves.add(child);
  }

  private PgValueException refused(String what) {
    return PgValueException.encode(
        codec.typeName()
            + " takes a regular array of at most six dimensions; this one has "
            + what);
  }

  void writeBinary(int elementOid, Codec<?> element, ByteWriter out) {
    out.int4(dimensions.size()).int4(nulls ? 1 : 0).int4(elementOid);
    for (Dimension dimension : dimensions) {
      out.int4(dimension.length()).int4(dimension.lowerBound());
    }
    for (Object leaf : leaves) {
      if (leaf == null) {
        out.int4(-1);
      } else {
        int mark = out.beginValue();
        element.encodeObject(leaf, out);
        out.endValue(mark);
      }
    }
  }

  void writeText(Codec<?> element, ByteWriter out) {
    StringBuilder text = new StringBuilder();
    for (Dimension dimension : dimensions) {
      int upper = dimension.lowerBound() + dimension.length() - 1;
      text.append('[').append(dimension.lowerBound()).append(':').append(upper).append(']');
    }
    if (dimensions.isEmpty()) {
      text.append("{}");
    } else {
      braces(element, text.append('='), 0, 0);
    }
    out.text(text);
  }

  private int braces(Codec<?> element, StringBuilder text, int level, int from) {
    int next = from;
    text.append('{');
    for (int i = 0; i < dimensions.get(level).length(); i++) {
      if (i > 0) {
        text.append(',');
      }
      if (level < dimensions.size() - 1) {
        next = braces(element, text, level + 1, next);
      } else {
        leafText(element, leaves.get(next++), text);
      }
    }
    text.append('}');
    return next;
  }

  private static void leafText(Codec<?> element, @Nullable Object leaf, StringBuilder text) {
    if (leaf == null) {
      text.append("NULL");
      return;
    }
    ByteWriter bytes = new ByteWriter();
    element.encodeObject(leaf, bytes);
    ArrayText.quote(new ByteReader(bytes.array(), 0, bytes.size()).text(), text);
  }
}
