// SPDX-License-Identifier: Apache-2.0
package dev.upq.type;

import java.util.List;

/**
 * What the catalogue says of a type: the row of {@code pg_type} and those that belong to it.
 * Immutable.
 *
 * @param oid the row of {@code pg_type}, unsigned
 * @param schema the name of its namespace
 * @param name {@code typname}
 * @param arrayOid {@code typarray}, 0 where there is no array of it
 * @param delimiter {@code typdelim}
 * @param shape what it is made of
 * @param unshadowed whether its name alone may mean it: not where the search_path leads to another
 *     type of that name
 */
public record TypeDescription(
    int oid,
    String schema,
    String name,
    int arrayOid,
    char delimiter,
    Shape shape,
    boolean unshadowed) {

  /** What a type is made of. */
  public sealed interface Shape {

    /** None of the others: a base type, for example of an extension, or a pseudo-type. */
    record Plain() implements Shape {}

    /** {@code typtype = 'b'} with a {@code typelem}, in category {@code A}. */
    record Array(int elementOid) implements Shape {}

    /** {@code typtype = 'd'}; {@code baseOid} is {@code typbasetype}. */
    record Domain(int baseOid) implements Shape {}

    /** {@code typtype = 'e'}: the labels of {@code pg_enum} in their order. */
    record Enumeration(List<String> labels) implements Shape {

      public Enumeration {
        labels = List.copyOf(labels);
      }
    }

    /** {@code typtype = 'c'}: the columns of {@code pg_attribute} in their order. */
    record Composite(List<Attribute> attributes) implements Shape {

      public Composite {
        attributes = List.copyOf(attributes);
      }
    }

    /** {@code typtype = 'r'}: {@code rngsubtype} of {@code pg_range}. */
    record RangeOf(int subtypeOid) implements Shape {}

    /** {@code typtype = 'm'}: the range whose {@code rngmultitypid} this is. */
    record MultirangeOf(int rangeOid) implements Shape {}
  }

  /**
   * A column of a composite type.
   *
   * @param oid {@code atttypid}, 0 for a column that was dropped
   * @param dropped true where it no longer travels
   */
  public record Attribute(String name, int oid, boolean dropped) {}

  /** A type with the usual delimiter. */
  public static TypeDescription of(int oid, String schema, String name, int arrayOid, Shape shape) {
    return new TypeDescription(oid, schema, name, arrayOid, ',', shape, true);
  }

  /** The schema, a point and the name. */
  public String qualifiedName() {
    return schema + "." + name;
  }

  /** The oids of the types that this one is made of. */
  public List<Integer> parts() {
    return switch (shape) {
      case Shape.Plain _, Shape.Enumeration _ -> List.of();
      case Shape.Array(int elementOid) -> List.of(elementOid);
      case Shape.Domain(int baseOid) -> List.of(baseOid);
      case Shape.RangeOf(int subtypeOid) -> List.of(subtypeOid);
      case Shape.MultirangeOf(int rangeOid) -> List.of(rangeOid);
      case Shape.Composite(List<Attribute> attributes) ->
          attributes.stream().filter(a -> !a.dropped()).map(Attribute::oid).toList();
    };
  }
}
