// SPDX-License-Identifier: Apache-2.0
package dev.upq.introspect;

import dev.upq.statement.Identifier;

/** Something with a name, as the catalogue has it. Implementations are immutable. */
public interface Named {

  /** The name without quotes. */
  String name();

  /** The name in double quotes, to be put into SQL. */
  default String sql() {
    return Identifier.quote(name());
  }
}
