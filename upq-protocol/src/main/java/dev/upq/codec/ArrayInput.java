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

  private static final @Nullable Object[] NONE = {};

  private final Codec<?> codec;
  private final Class<?> leafType;
  private final int[] lengths = new int[PgArray.MAX_DIMENSIONS];
  private @Nullable Object[] leaves = NONE;
  private int count;
  private List<Dimension> dimensions = List.of();
  private int depth = UNSEEN;
  private boolean nulls;

  private ArrayInput(Codec<?> codec, Class<?> leafType) {
    this.codec = codec;
    this.leafType = leafType;
    Arrays.fill(lengths, UNSEEN);
  }

  /**
   * Walks through the value.
   *
   * @throws PgValueException where it is no collection or array, is ragged, or has more than six
   *     dimensions
   */
  static ArrayInput measure(Codec<?> codec, Codec<?> element, Object value) {
    ArrayInput input = new ArrayInput(codec, element.javaType());
    if (value instanceof PgArray array) {
      input.take(array.elements().toArray());
      input.dimensions = array.dimensions();
      return input;
    }
    if (!isContainer(value)) {
      throw Misfit.write(codec, value, "give it as java.util.List or as a Java array");
    }
    if (input.flat(value)) {
      return input;
    }
    input.walk(value, 0);
    if (input.count > 0) {
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

  /** Takes what has one dimension as it is, without a walk; false where it has more, or numbers. */
  private boolean flat(Object value) {
    @Nullable Object[] children;
    if (value instanceof Object[] array) {
      children = array;
    } else if (value instanceof Collection<?> collection) {
      children = collection.toArray();
    } else {
      return false;
    }
    Class<?> leaf = Object.class;
    for (Object child : children) {
      if (child != null && child.getClass() != leaf) {
        if (isContainer(child) && !isArrayLeaf(child)) {
          return false;
        }
        leaf = child.getClass();
      }
    }
    take(children);
    dimensions = count == 0 ? List.of() : List.of(new Dimension(count, 1));
    return true;
  }

  private void take(@Nullable Object[] all) {
    leaves = all;
    count = all.length;
    for (Object leaf : all) {
      nulls |= leaf == null;
    }
  }

  /** A {@code float[]} where the elements are vectors; a list is always a dimension. */
  private boolean isArrayLeaf(Object child) {
    return leafType.isArray() && leafType.isInstance(child);
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
    if (child != null && isContainer(child) && !isArrayLeaf(child)) {
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
    if (count == leaves.length) {
      leaves = Arrays.copyOf(leaves, Math.max(2 * count, 16));
    }
    leaves[count++] = child;
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
    for (int i = 0; i < count; i++) {
      Object leaf = leaves[i];
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
    List<@Nullable String> texts = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      Object leaf = leaves[i];
      texts.add(leaf == null ? null : text(element, leaf));
    }
    out.text(ArrayText.print(element.delimiter(), dimensions, texts));
  }

  private static String text(Codec<?> element, Object leaf) {
    ByteWriter bytes = new ByteWriter();
    element.encodeObject(leaf, bytes);
    return new ByteReader(bytes.array(), 0, bytes.size()).text();
  }
}
