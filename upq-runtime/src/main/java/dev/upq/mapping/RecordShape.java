// SPDX-License-Identifier: Apache-2.0
package dev.upq.mapping;

import dev.upq.fault.PgResultException;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Constructor;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a record class is: its components, and handles that make it and that read each of them.
 * Worked out once for a class and a way of access. Immutable.
 *
 * <p>The handles know primitives and {@code Object} only: code that calls them need not see the
 * classes of the user's.
 */
final class RecordShape {

  /** The JVM makes no handle for a constructor of more; long and double count twice. */
  static final int MAX_SLOTS = 253;

  private static final MethodHandles.Lookup OURS = MethodHandles.lookup();

  private final Class<?> type;
  private final List<Component> components;
  private final MethodHandle constructor;
  private final List<MethodHandle> accessors;

  private RecordShape(
      Class<?> type,
      List<Component> components,
      MethodHandle constructor,
      List<MethodHandle> accessors) {
    this.type = type;
    this.components = components;
    this.constructor = constructor;
    this.accessors = accessors;
  }

  /**
   * The shape of a record class.
   *
   * @param lookup what may see into it; null where its module has to be open to us
   * @throws PgResultException where it cannot be made from here
   */
  static RecordShape of(Class<?> type, MethodHandles.@Nullable Lookup lookup) {
    RecordComponent[] components = type.getRecordComponents();
    Class<?>[] types =
        Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
    refuseTooMany(type, types);
    try {
      MethodHandles.Lookup inside = inside(type, lookup);
      Constructor<?> constructor = type.getDeclaredConstructor(types);
      if (inside == OURS && !constructor.trySetAccessible()) {
        throw closed(type);
      }
      List<MethodHandle> accessors = new ArrayList<>();
      for (RecordComponent component : components) {
        Method accessor = component.getAccessor();
        if (inside == OURS) {
          accessor.setAccessible(true);
        }
        accessors.add(erased(inside.unreflect(accessor)));
      }
      return new RecordShape(
          type,
          Arrays.stream(components).map(Component::of).toList(),
          erased(inside.unreflectConstructor(constructor).asFixedArity()),
          List.copyOf(accessors));
    } catch (IllegalAccessException hidden) {
      throw closed(type);
    } catch (ReflectiveOperationException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  private static void refuseTooMany(Class<?> type, Class<?>[] types) {
    int slots = 0;
    for (Class<?> each : types) {
      slots += each == long.class || each == double.class ? 2 : 1;
    }
    if (slots > MAX_SLOTS) {
      throw new PgResultException(
          type.getName()
              + " has "
              + types.length
              + " components, which take "
              + slots
              + " places (long and double take two); the JVM makes no handle for more than "
              + MAX_SLOTS
              + ". Put some of them into a nested record");
    }
  }

  /** The user's view where it reaches that class, otherwise ours. */
  private static MethodHandles.Lookup inside(Class<?> type, MethodHandles.@Nullable Lookup lookup) {
    if (lookup == null) {
      return OURS;
    }
    try {
      return MethodHandles.privateLookupIn(type, lookup);
    } catch (IllegalAccessException outOfReach) {
      return OURS;
    }
  }

  private static MethodHandle erased(MethodHandle handle) {
    MethodType type = handle.type();
    for (int i = 0; i < type.parameterCount(); i++) {
      if (!type.parameterType(i).isPrimitive()) {
        type = type.changeParameterType(i, Object.class);
      }
    }
    if (!type.returnType().isPrimitive()) {
      type = type.changeReturnType(Object.class);
    }
    return handle.asType(type);
  }

  Class<?> type() {
    return type;
  }

  List<Component> components() {
    return components;
  }

  /** All components, primitive or {@code Object}, to {@code Object}. */
  MethodHandle constructor() {
    return constructor;
  }

  /** For each component: {@code Object} to a primitive or {@code Object}. */
  List<MethodHandle> accessors() {
    return accessors;
  }

  private static PgResultException closed(Class<?> type) {
    String us = RecordShape.class.getModule().getName();
    return new PgResultException(
        type.getName()
            + " cannot be reached from here: its module "
            + type.getModule().getName()
            + " does not open it. Add to its module-info.java: opens "
            + type.getPackageName()
            + (us == null ? "" : " to " + us)
            + "; or hand over what sees it: Mapping.of("
            + type.getSimpleName()
            + ".class).with(MethodHandles.lookup())");
  }

  @Override
  public String toString() {
    return "RecordShape[" + type.getName() + "]";
  }
}
