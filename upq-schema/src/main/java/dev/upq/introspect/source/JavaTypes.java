// SPDX-License-Identifier: Apache-2.0
package dev.upq.introspect.source;

import dev.upq.codec.BuiltinTypes;
import dev.upq.introspect.Database;
import dev.upq.introspect.QualifiedName;
import dev.upq.introspect.Schema;
import dev.upq.introspect.TypeRef;
import dev.upq.introspect.UserType;
import dev.upq.type.Codec;
import dev.upq.type.Multirange;
import dev.upq.type.PgComposite;
import dev.upq.type.PgType;
import dev.upq.type.PgTypeRegistry;
import dev.upq.type.Range;
import dev.upq.type.TypeDescription;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * Which Java type the values of a type of the database are read as: what its codec says, and for
 * enums and composites of the database's own what is written for them. One thread.
 */
final class JavaTypes {

  private final PgTypeRegistry builtin = BuiltinTypes.registry();
  private final Database model;
  private final Function<UserType, String> made;
  private final Map<QualifiedName, UserType.Range> multiranges = new HashMap<>();

  /**
   * @param made is asked for the name of what is written for an enum or a composite
   */
  JavaTypes(Database model, Function<UserType, String> made) {
    this.model = model;
    this.made = made;
    for (Schema schema : model.schemas()) {
      for (UserType type : schema.types()) {
        if (type instanceof UserType.Range range) {
          multiranges.put(range.multirange(), range);
        }
      }
    }
  }

  /** Boxed where it is a number. */
  JavaType of(TypeRef ref) {
    if (ref.isArray()) {
      JavaType at = of(new TypeRef(0, ref.type(), 0, ref.modifiers(), ref.text()));
      for (int i = 0; i < ref.dimensions(); i++) {
        at = JavaType.of(List.class, at);
      }
      return at;
    }
    TypeRef base = model.base(ref);
    if (base.isArray()) {
      return of(base);
    }
    Optional<UserType> own = model.type(base);
    return own.isPresent() ? of(own.get()) : other(base.type());
  }

  private JavaType of(UserType type) {
    return switch (type) {
      case UserType.Enumeration enumeration -> new JavaType.Made(made.apply(enumeration));
      case UserType.Composite composite -> new JavaType.Made(made.apply(composite));
      case UserType.Domain domain -> of(domain.of());
      case UserType.Range range -> JavaType.of(Range.class, of(range.of()));
      case UserType.BaseType base -> other(base.id());
      case UserType.Other other -> other(other.id());
    };
  }

  /** One that is built in, an extension's, a multirange, or a table's row. */
  private JavaType other(QualifiedName name) {
    if (multiranges.containsKey(name)) {
      return JavaType.of(Multirange.class, of(multiranges.get(name).of()));
    }
    if (name.schema().equals("pg_catalog")) {
      return builtin.byName(name.name()).map(this::of).orElse(JavaType.of(String.class));
    }
    if (model.table(name.schema(), name.name()).isPresent()) {
      return JavaType.of(PgComposite.class);
    }
    return builtin
        .named(
            TypeDescription.of(0, name.schema(), name.name(), 0, new TypeDescription.Shape.Plain()))
        .map(this::of)
        .orElse(JavaType.of(String.class));
  }

  private JavaType of(PgType type) {
    return type.isArray()
        ? JavaType.of(List.class, of(builtin.type(type.elementOid())))
        : of(type.codec());
  }

  private JavaType of(Codec<?> codec) {
    Class<?> type = codec.javaType();
    if (type == Map.class) {
      return JavaType.of(Map.class, JavaType.of(String.class), JavaType.of(String.class));
    }
    if (type == Range.class || type == Multirange.class) {
      return JavaType.of(type, bound(codec));
    }
    return JavaType.of(type);
  }

  /** What the bounds of a range are; those of a multirange are its ranges'. */
  private JavaType bound(Codec<?> codec) {
    Codec<?> part = builtin.type(codec.parts().getFirst()).codec();
    return part.javaType() == Range.class ? bound(part) : of(part);
  }
}
