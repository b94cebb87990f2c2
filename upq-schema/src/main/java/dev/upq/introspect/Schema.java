// SPDX-License-Identifier: Apache-2.0
package dev.upq.introspect;

import java.util.List;
import java.util.Optional;

/**
 * A schema and what was selected of it. Immutable.
 *
 * @param tables by name; views and foreign tables are among them
 * @param sequences by name
 * @param types by name; also those outside the selection that its columns use
 * @param routines by name and arguments
 * @param usable whether the current role may look anything up in it; what stands in it is described
 *     all the same
 */
public record Schema(
    String name,
    String owner,
    List<Table> tables,
    List<Sequence> sequences,
    List<UserType> types,
    List<Routine> routines,
    boolean usable,
    Optional<String> comment)
    implements Named {

  public Schema {
    tables = List.copyOf(tables);
    sequences = List.copyOf(sequences);
    types = List.copyOf(types);
    routines = List.copyOf(routines);
  }

  public Optional<Table> table(String named) {
    return tables.stream().filter(table -> table.name().equals(named)).findFirst();
  }
}
