// SPDX-License-Identifier: Apache-2.0
package dev.upq.introspect;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What is published for logical replication. Immutable.
 *
 * @param allTables whether it is every table, those to come too
 * @param operations {@code insert}, {@code update}, {@code delete}, {@code truncate}
 * @param schemas those that are published whole
 * @param tables those that are named
 */
public record Publication(
    String name,
    boolean allTables,
    Set<String> operations,
    List<String> schemas,
    List<QualifiedName> tables,
    Optional<String> comment)
    implements Named {

  public Publication {
    operations = Set.copyOf(operations);
    schemas = List.copyOf(schemas);
    tables = List.copyOf(tables);
  }
}
