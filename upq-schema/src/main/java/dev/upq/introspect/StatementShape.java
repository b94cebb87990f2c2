// SPDX-License-Identifier: Apache-2.0
package dev.upq.introspect;

import dev.upq.type.PgType;
import java.util.List;
import java.util.Optional;

/**
 * What a statement takes and returns, as the server understands it. Immutable.
 *
 * @param sql its text
 * @param parameters the types of $1, $2, ...
 * @param columns those of its result; none where it returns no rows
 */
public record StatementShape(String sql, List<PgType> parameters, List<Result> columns) {

  public StatementShape {
    parameters = List.copyOf(parameters);
    columns = List.copyOf(columns);
  }

  /**
   * A column of the result.
   *
   * @param type as a column of a table would name it
   * @param pgType as the codecs know it
   * @param java what its values are read as when nobody asks for anything else
   * @param origin the column of a table or view that it comes from; empty where it is computed
   */
  public record Result(
      String name, TypeRef type, PgType pgType, JavaType java, Optional<Origin> origin, Nulls nulls)
      implements Named {}

  /** A column of a table or view. */
  public record Origin(QualifiedName table, String column) {}
}
