// SPDX-License-Identifier: Apache-2.0
package dev.upq.migrate;

import dev.upq.statement.Identifier;

/**
 * The name of a thing in a database as a statement gives it, letters folded as the server does.
 * Immutable.
 *
 * @param schema empty where the statement names none
 * @param name without quotes
 */
public record SqlName(String schema, String name) {

  /** The name in quotes, with its schema where there is one, for a statement. */
  public String quoted() {
    String last = Identifier.quote(name);
    return schema.isEmpty() ? last : Identifier.quote(schema) + "." + last;
  }

  /** For a person: without quotes. */
  @Override
  public String toString() {
    return schema.isEmpty() ? name : schema + "." + name;
  }
}
