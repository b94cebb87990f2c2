// SPDX-License-Identifier: Apache-2.0
package dev.upq.codec;

import dev.upq.type.Codec;
import dev.upq.type.Misfit;
import java.lang.reflect.Array;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Builds Java lists and arrays out of elements. Immutable: it has no state. */
final class ArrayOutput {

  private ArrayOutput() {}

  /** A list for each dimension from {@code level} on, the elements in the innermost. */
  static List<@Nullable Object> list(ArrayElements elements, int level) {
    int length = elements.dimensions().get(level).length();
    boolean innermost = level == elements.dimensions().size() - 1;
    List<@Nullable Object> list = new ArrayList<>(length);
    for (int i = 0; i < length; i++) {
      list.add(innermost ? elements.nextAs(Object.class) : list(elements, level + 1));
    }
    return list;
  }

  /** A Java array with as many dimensions as the class says. */
  static Object array(Codec<?> codec, Codec<?> element, ArrayElements elements, Class<?> target) {
    int rank = 0;
    Class<?> leaf = element.javaType();
    for (Class<?> c = target; c.isArray() && c != byte[].class && c != leaf; ) {
      c = c.getComponentType();
      rank++;
    }
    int dimensions = elements.dimensions().size();
    if (dimensions == 0) {
      return Array.newInstance(target.getComponentType(), 0);
    }
    if (dimensions != rank) {
      throw Misfit.value(
          codec, dimensions + " dimensions, which " + target.getTypeName() + " does not have");
    }
    return level(codec, elements, target.getComponentType(), 0);
  }

  private static Object level(
      Codec<?> codec, ArrayElements elements, Class<?> component, int level) {
    int length = elements.dimensions().get(level).length();
    boolean innermost = level == elements.dimensions().size() - 1;
    if (innermost && component.isPrimitive()) {
      return primitives(codec, elements, component, length);
    }
    Object[] array = (Object[]) Array.newInstance(component, length);
    for (int i = 0; i < length; i++) {
      if (!innermost) {
        array[i] = level(codec, elements, component.getComponentType(), level + 1);
      } else if (elements.next()) {
        array[i] = elements.as(component);
      }
    }
    return array;
  }

  private static Object primitives(
      Codec<?> codec, ArrayElements elements, Class<?> component, int length) {
    if (component == long.class) {
      long[] array = new long[length];
      for (int i = 0; i < length; i++) {
        present(codec, elements, component);
        array[i] = elements.asLong();
      }
      return array;
    } else if (component == double.class) {
      double[] array = new double[length];
      for (int i = 0; i < length; i++) {
        present(codec, elements, component);
        array[i] = elements.asDouble();
      }
      return array;
    } else if (component == int.class) {
      int[] array = new int[length];
      for (int i = 0; i < length; i++) {
        present(codec, elements, component);
        long wide = elements.asLong();
        if (wide != (int) wide) {
          throw Misfit.value(codec, "an element that does not fit int");
        }
        array[i] = (int) wide;
      }
      return array;
    }
    Object array = Array.newInstance(component, length);
    for (int i = 0; i < length; i++) {
      present(codec, elements, component);
      Array.set(array, i, elements.as(component));
    }
    return array;
  }

  private static void present(Codec<?> codec, ArrayElements elements, Class<?> component) {
    if (!elements.next()) {
      throw Misfit.value(codec, "a null element, which " + component.getName() + " cannot hold");
    }
  }
}
