// SPDX-License-Identifier: Apache-2.0
package dev.upq.connection;

import dev.upq.exchange.DescribeMany;
import dev.upq.statement.Description;
import java.util.List;

/** Asks what texts mean, without carrying them out. Stateless. */
public final class Descriptions {

  private Descriptions() {}

  /**
   * What the server says of each text, in order: all are sent together, and nothing of it is kept.
   * Call it outside a transaction; inside one, a text that is refused fails it.
   *
   * @throws dev.upq.fault.PgException where the conversation ends before all are answered
   */
  public static List<Description> of(PgConnection connection, List<String> texts) {
    return texts.isEmpty()
        ? List.of()
        : connection.taken(() -> DescribeMany.run(connection.call(), texts));
  }
}
