// SPDX-License-Identifier: Apache-2.0
package dev.upq.cli;

import dev.upq.introspect.Code;
import dev.upq.introspect.Database;
import dev.upq.introspect.SchemaDiff;
import dev.upq.introspect.TypeRef;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * A model as JSON: its records as objects with a member for each component. What is not there has
 * no member; a record of a sealed family says in {@code is} which one it is. Stateless.
 */
final class ModelJson {

  private ModelJson() {}

  /** The hash, the canonical lines, and all of the model. */
  static String of(Database model) {
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("hash", model.hash());
    all.put("lines", model.lines());
    all.putAll(members(model));
    return JsonText.of(all);
  }

  static String of(SchemaDiff diff) {
    List<Object> changes = new ArrayList<>();
    for (SchemaDiff.Change change : diff.changes()) {
      changes.add(members(change));
    }
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("same", diff.isEmpty());
    all.put("changes", changes);
    return JsonText.of(all);
  }

  private static Map<String, Object> members(Record value) {
    Map<String, Object> members = new LinkedHashMap<>();
    for (Class<?> family : value.getClass().getInterfaces()) {
      if (family.isSealed()) {
        members.put("is", value.getClass().getSimpleName().toLowerCase(Locale.ROOT));
      }
    }
    for (RecordComponent component : value.getClass().getRecordComponents()) {
      plain(read(value, component)).ifPresent(plain -> members.put(component.getName(), plain));
    }
    return members;
  }

  private static Object read(Record value, RecordComponent component) {
    try {
      return component.getAccessor().invoke(value);
    } catch (ReflectiveOperationException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  /** As maps, lists, numbers, truth and text; empty where there is nothing. */
  private static Optional<Object> plain(Object value) {
    return switch (value) {
      case Optional<?> maybe -> maybe.flatMap(ModelJson::plain);
      case Code<?> code -> Optional.of(code.toString());
      case TypeRef type -> Optional.of(type(type));
      case Record inner -> Optional.of(members(inner));
      case Set<?> set -> Optional.of(new TreeSet<>(set.stream().map(String::valueOf).toList()));
      case Collection<?> all ->
          Optional.of(all.stream().flatMap(each -> plain(each).stream()).toList());
      case Enum<?> constant ->
          Optional.of(constant.name().toLowerCase(Locale.ROOT).replace('_', ' '));
      default -> Optional.of(value);
    };
  }

  /** Without the oid, which means nothing outside of its database. */
  private static Map<String, Object> type(TypeRef type) {
    Map<String, Object> members = members(type);
    members.remove("oid");
    return members;
  }
}
