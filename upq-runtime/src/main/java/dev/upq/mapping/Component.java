// SPDX-License-Identifier: Apache-2.0
package dev.upq.mapping;

import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a record says of one of its components. Immutable.
 *
 * @param name as it is called in Java
 * @param type its class, where a type variable stands for its bound
 * @param generic its type as it is written
 * @param column what {@link Column} says; null without it
 * @param nested what {@link Nested} says; null without it
 * @param defaults what {@link Default} says; null without it
 * @param ignored whether {@link Ignore} is there
 * @param nullable whether NULL may be null in it
 */
record Component(
    String name,
    Class<?> type,
    Type generic,
    @Nullable String column,
    @Nullable Nested nested,
    @Nullable Default defaults,
    boolean ignored,
    boolean nullable) {

  static Component of(RecordComponent component) {
    Column column = component.getAnnotation(Column.class);
    return new Component(
        component.getName(),
        component.getType(),
        component.getGenericType(),
        column == null ? null : column.value(),
        component.getAnnotation(Nested.class),
        component.getAnnotation(Default.class),
        component.isAnnotationPresent(Ignore.class),
        nullable(component));
  }

  /** What its column is called, with an explicit name or its own in snake_case. */
  String columnName() {
    return Optional.ofNullable(column).orElseGet(() -> Names.snakeCase(name));
  }

  /** What the columns of the record that it holds begin with. */
  String prefix() {
    Nested its = nested;
    return its == null || its.prefix().equals("\0") ? columnName() + "_" : its.prefix();
  }

  private static boolean nullable(RecordComponent component) {
    Class<?> type = component.getType();
    boolean boxed =
        Number.class.isAssignableFrom(type) && type.getPackageName().equals("java.lang");
    return boxed
        || type == Boolean.class
        || type == Character.class
        || Arrays.stream(component.getAnnotatedType().getAnnotations())
            .anyMatch(annotation -> annotation.annotationType().getSimpleName().equals("Nullable"))
        || Arrays.stream(component.getAnnotations())
            .anyMatch(annotation -> annotation.annotationType().getSimpleName().equals("Nullable"));
  }
}
