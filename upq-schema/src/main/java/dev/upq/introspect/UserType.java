// SPDX-License-Identifier: Apache-2.0
package dev.upq.introspect;

import java.util.List;
import java.util.Optional;

/** A type of the database's own; arrays and the row types of tables are not listed. Immutable. */
public sealed interface UserType extends Named {

  QualifiedName id();

  Optional<String> comment();

  @Override
  default String name() {
    return id().name();
  }

  @Override
  default String sql() {
    return id().sql();
  }

  /**
   * An enum.
   *
   * @param labels in their order
   */
  record Enumeration(QualifiedName id, List<String> labels, Optional<String> comment)
      implements UserType {

    public Enumeration {
      labels = List.copyOf(labels);
    }
  }

  /**
   * A composite type.
   *
   * @param attributes in their order
   */
  record Composite(QualifiedName id, List<Column> attributes, Optional<String> comment)
      implements UserType {

    public Composite {
      attributes = List.copyOf(attributes);
    }
  }

  /**
   * A domain.
   *
   * @param of the type that it is over, which may be a domain too
   * @param constraints its checks by name
   */
  record Domain(
      QualifiedName id,
      TypeRef of,
      boolean notNull,
      Optional<String> defaultExpression,
      Optional<QualifiedName> collation,
      List<Constraint> constraints,
      Optional<String> comment)
      implements UserType {

    public Domain {
      constraints = List.copyOf(constraints);
    }
  }

  /** A range type, and the multirange type that came with it. */
  record Range(QualifiedName id, TypeRef of, QualifiedName multirange, Optional<String> comment)
      implements UserType {}

  /** A type written in C, or one that was only announced. */
  record BaseType(QualifiedName id, boolean defined, Optional<String> comment)
      implements UserType {}

  /**
   * A type of a kind that is newer than this library.
   *
   * @param code {@code typtype}
   */
  record Other(QualifiedName id, String code, Optional<String> comment) implements UserType {}
}
