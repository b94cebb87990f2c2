// SPDX-License-Identifier: Apache-2.0
package dev.upq.statement;

import dev.upq.row.Columns;
import dev.upq.type.PgType;
import java.util.List;

/**
 * What is known of a text, as it outlives its registry. Immutable.
 *
 * @param searchPath of the sessions that it holds for; empty where it is that of most sessions
 * @param sql the text
 * @param uses how often it was used of late, 0 or more
 * @param parameters the types of $1, $2, ...
 * @param columns what it returns
 * @param returnsRows whether it returns rows at all
 */
public record KeptStatement(
    String searchPath,
    String sql,
    long uses,
    List<PgType> parameters,
    Columns columns,
    boolean returnsRows) {

  public KeptStatement {
    parameters = List.copyOf(parameters);
  }
}
