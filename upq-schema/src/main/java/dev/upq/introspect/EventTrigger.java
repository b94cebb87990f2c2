// SPDX-License-Identifier: Apache-2.0
package dev.upq.introspect;

import java.util.List;
import java.util.Optional;

/**
 * A trigger of the whole database. Immutable.
 *
 * @param event {@code ddl_command_start} and the like
 * @param tags the commands that it is about; empty where it is all
 */
public record EventTrigger(
    String name,
    String event,
    QualifiedName function,
    Code<Enablement> enabled,
    List<String> tags,
    Optional<String> comment)
    implements Named {

  public EventTrigger {
    tags = List.copyOf(tags);
  }
}
