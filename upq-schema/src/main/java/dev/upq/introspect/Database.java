// SPDX-License-Identifier: Apache-2.0
package dev.upq.introspect;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The model of a database, or of the part of it that was selected. Immutable.
 *
 * @param name of the database
 * @param version of its server: 180001 for 18.1
 * @param schemas by name; also those outside the selection whose types are used in it
 * @param extensions by name
 * @param eventTriggers by name
 * @param publications by name
 * @param notVisible the catalogues that the current role may not read: what stands in them is not
 *     in the model, and may exist all the same
 */
public record Database(
    String name,
    int version,
    List<Schema> schemas,
    List<Extension> extensions,
    List<EventTrigger> eventTriggers,
    List<Publication> publications,
    Set<String> notVisible) {

  public Database {
    schemas = List.copyOf(schemas);
    extensions = List.copyOf(extensions);
    eventTriggers = List.copyOf(eventTriggers);
    publications = List.copyOf(publications);
    notVisible = Set.copyOf(notVisible);
  }

  public Optional<Schema> schema(String named) {
    return schemas.stream().filter(schema -> schema.name().equals(named)).findFirst();
  }

  public Optional<Table> table(String schema, String table) {
    return schema(schema).flatMap(found -> found.table(table));
  }

  /** All tables, by schema and name. */
  public List<Table> tables() {
    return schemas.stream().flatMap(schema -> schema.tables().stream()).toList();
  }

  /** The type of the database's own that is meant; empty for a built-in one. */
  public Optional<UserType> type(TypeRef ref) {
    return schema(ref.type().schema()).stream()
        .flatMap(schema -> schema.types().stream())
        .filter(type -> type.id().equals(ref.type()))
        .findFirst();
  }

  /**
   * The type behind a domain, and behind the domain that it is over, up to one that is none. An
   * array, and a type that is no domain, is itself.
   */
  public TypeRef base(TypeRef ref) {
    TypeRef at = ref;
    while (!at.isArray() && type(at).orElse(null) instanceof UserType.Domain domain) {
      at = domain.of();
    }
    return at;
  }

  /**
   * The model as text: a line for each thing, which says where it stands, in an order of its own.
   * The same DDL gives the same lines in every database, whatever was created first and whoever
   * asks: oids, owners, privileges, the database's name and the server's version are not in them.
   * The first line names the form of the others.
   */
  public List<String> lines() {
    return CanonicalText.of(this).stream().map(Line::toString).toList();
  }

  /**
   * SHA-256 of {@link #lines()}, in 64 hexadecimal digits. A release that renders something
   * differently changes the first line, and with it every hash.
   */
  public String hash() {
    return Fingerprint.of(lines());
  }

  /** What {@code other} has that this has not, and the other way round; by {@link #lines()}. */
  public SchemaDiff diff(Database other) {
    return SchemaDiff.of(lines(), other.lines());
  }
}
