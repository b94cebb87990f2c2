// SPDX-License-Identifier: Apache-2.0
package dev.upq.statement;

import dev.upq.row.Columns;
import dev.upq.type.PgType;
import java.util.List;

/**
 * A statement that a session holds prepared. Immutable.
 *
 * @param name its name in the session
 * @param sql its text
 * @param parameters the types of $1, $2, ... as the server understood them
 * @param columns what it returns; none for a statement that returns no rows
 * @param returnsRows whether it returns rows at all; a row may have no columns
 */
public record PreparedStatement(
    String name, String sql, List<PgType> parameters, Columns columns, boolean returnsRows) {

  public PreparedStatement {
    parameters = List.copyOf(parameters);
  }
}
