// SPDX-License-Identifier: Apache-2.0
package dev.upq.statement;

import dev.upq.fault.PgServerException;
import dev.upq.row.Columns;
import dev.upq.type.PgType;
import java.util.List;

/** What the server says of a text that is not executed. Immutable. */
public sealed interface Description {

  /**
   * It would carry it out.
   *
   * @param parameters the types of $1, $2, ... as it understands them
   * @param columns what it would return; none where it returns no rows
   */
  record Taken(List<PgType> parameters, Columns columns) implements Description {

    public Taken {
      parameters = List.copyOf(parameters);
    }
  }

  /** It does not understand it. */
  record Refused(PgServerException why) implements Description {}
}
