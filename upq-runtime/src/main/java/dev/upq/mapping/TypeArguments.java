// SPDX-License-Identifier: Apache-2.0
package dev.upq.mapping;

import java.lang.reflect.Array;
import java.lang.reflect.GenericArrayType;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.lang.reflect.TypeVariable;
import java.lang.reflect.WildcardType;
import java.util.HashMap;
import java.util.Map;

/**
 * What the type variables of a generic class stand for, as far as that is written anywhere. A
 * variable that nobody has filled is its bound, so a component {@code T} is read as {@code Object}.
 * Immutable.
 */
record TypeArguments(Map<TypeVariable<?>, Type> known) {

  static final TypeArguments NONE = new TypeArguments(Map.of());

  TypeArguments {
    known = Map.copyOf(known);
  }

  /** Those of the class that is written so. */
  TypeArguments inside(Type type) {
    if (!(type instanceof ParameterizedType written)
        || !(written.getRawType() instanceof Class<?> raw)) {
      return NONE;
    }
    Map<TypeVariable<?>, Type> inner = new HashMap<>();
    TypeVariable<?>[] variables = raw.getTypeParameters();
    for (int i = 0; i < variables.length; i++) {
      inner.put(variables[i], filled(written.getActualTypeArguments()[i]));
    }
    return new TypeArguments(inner);
  }

  /** A variable's type, where it is known; any other as it is. */
  Type filled(Type type) {
    return switch (type) {
      case TypeVariable<?> variable ->
          known.containsKey(variable) ? known.get(variable) : variable.getBounds()[0];
      case WildcardType wildcard -> filled(wildcard.getUpperBounds()[0]);
      default -> type;
    };
  }

  /** The first type argument of what is written so; {@code Object} where none is. */
  Type first(Type type) {
    return type instanceof ParameterizedType written
        ? filled(written.getActualTypeArguments()[0])
        : Object.class;
  }

  /** The class that is left of it at run time. */
  Class<?> raw(Type type) {
    return switch (filled(type)) {
      case Class<?> plain -> plain;
      case ParameterizedType written -> raw(written.getRawType());
      case GenericArrayType array ->
          Array.newInstance(raw(array.getGenericComponentType()), 0).getClass();
      case Type other -> other.equals(type) ? Object.class : raw(other);
    };
  }
}
