// SPDX-License-Identifier: Apache-2.0
package dev.upq.introspect;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A trigger of a table; those that the server makes for foreign keys are not shown. Immutable.
 *
 * @param columns those of UPDATE OF, in the order of the table; empty where it is any
 * @param forEachRow false where it fires once a statement
 * @param condition what stands behind WHEN
 * @param oldTable the name of its transition table of old rows
 * @param newTable the name of its transition table of new rows
 * @param constraint whether it is a constraint trigger
 * @param parent the trigger of the partitioned table that it is a clone of, whose name it has or
 *     had
 */
public record Trigger(
    String name,
    Timing timing,
    Set<Event> events,
    List<String> columns,
    boolean forEachRow,
    Optional<String> condition,
    QualifiedName function,
    List<String> arguments,
    Optional<String> oldTable,
    Optional<String> newTable,
    Code<Enablement> enabled,
    boolean constraint,
    boolean deferrable,
    boolean deferred,
    Optional<String> parent,
    Optional<String> comment)
    implements Named {

  public Trigger {
    events = Set.copyOf(events);
    columns = List.copyOf(columns);
    arguments = List.copyOf(arguments);
  }

  /** When it fires. */
  public enum Timing {
    BEFORE,
    AFTER,
    INSTEAD_OF
  }

  /** What it fires for. */
  public enum Event {
    INSERT,
    DELETE,
    UPDATE,
    TRUNCATE
  }
}
