// SPDX-License-Identifier: Apache-2.0
package dev.upq.introspect;

import java.util.Optional;

/**
 * Extended statistics of a table. Immutable.
 *
 * @param definition the whole CREATE STATISTICS
 */
public record Statistics(QualifiedName id, String definition, Optional<String> comment)
    implements Named {

  @Override
  public String name() {
    return id.name();
  }

  @Override
  public String sql() {
    return id.sql();
  }
}
