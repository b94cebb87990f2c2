// SPDX-License-Identifier: Apache-2.0
package dev.upq.migrate;

import dev.upq.sql.SqlPosition;

/**
 * What a comment says to the migrator: {@code -- upq: ...}, on a line of its own or behind a
 * statement. Immutable.
 */
public sealed interface SqlDirective {

  /** Where the comment begins. */
  SqlPosition at();

  /** {@code -- upq: up}: from here on the statements apply the migration. */
  record Up(SqlPosition at) implements SqlDirective {}

  /** {@code -- upq: down}: from here on the statements revert the migration. */
  record Down(SqlPosition at) implements SqlDirective {}

  /** {@code -- upq: no-transaction}: the statements run one by one, each committed by itself. */
  record NoTransaction(SqlPosition at) implements SqlDirective {}

  /**
   * {@code -- upq: allow RULE REASON}: the lint says nothing by that rule about the statement that
   * follows, or that ends in the same line.
   *
   * @param rule the name of a rule
   * @param reason never empty
   */
  record Allow(SqlPosition at, String rule, String reason) implements SqlDirective {}
}
