// SPDX-License-Identifier: Apache-2.0
package dev.upq.introspect;

import dev.upq.type.Multirange;
import dev.upq.type.PgType;
import dev.upq.type.PgTypeRegistry;
import dev.upq.type.Range;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What values of a type are read as in Java, when nobody asks for anything else. Immutable.
 *
 * @param raw its class: {@code java.lang.Integer}, {@code java.util.List}
 * @param arguments what stands behind it in angle brackets: the elements of a list or range
 */
public record JavaType(Class<?> raw, List<JavaType> arguments) {

  public JavaType {
    arguments = List.copyOf(arguments);
  }

  /**
   * Of the type with that oid.
   *
   * @param types has to know it, and what it is made of
   */
  public static JavaType of(int oid, PgTypeRegistry types) {
    PgType type = types.type(oid);
    Class<?> raw = type.codec().javaType();
    if (type.isArray()) {
      return new JavaType(raw, List.of(of(type.elementOid(), types)));
    }
    List<Integer> parts = type.codec().parts();
    if ((raw != Range.class && raw != Multirange.class && raw != List.class) || parts.isEmpty()) {
      return new JavaType(raw, List.of());
    }
    JavaType part = of(parts.getFirst(), types);
    if (part.raw() == raw) {
      return part;
    }
    return new JavaType(raw, raw == Multirange.class ? part.arguments() : List.of(part));
  }

  /** As it is written where all its classes are imported: {@code List<Range<Instant>>}. */
  @Override
  public String toString() {
    String name = raw.getCanonicalName();
    String simple = name.substring(name.lastIndexOf('.') + 1);
    if (raw.getEnclosingClass() != null) {
      simple = raw.getEnclosingClass().getSimpleName() + "." + simple;
    }
    return arguments.isEmpty()
        ? simple
        : arguments.stream()
            .map(JavaType::toString)
            .collect(Collectors.joining(", ", simple + "<", ">"));
  }

  /** The classes to be imported; none of {@code java.lang}. */
  public List<String> imports() {
    List<String> imports = new ArrayList<>();
    Class<?> outer = raw.getEnclosingClass() == null ? raw : raw.getEnclosingClass();
    if (!outer.isArray() && !outer.getPackageName().equals("java.lang")) {
      imports.add(outer.getCanonicalName());
    }
    arguments.forEach(argument -> imports.addAll(argument.imports()));
    return List.copyOf(imports);
  }
}
