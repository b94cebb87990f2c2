// SPDX-License-Identifier: Apache-2.0
package dev.upq.connection;

import dev.upq.connection.PgPipeline.Pending;
import dev.upq.exchange.Pipeline.Outcome;
import dev.upq.row.QueryResult;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One statement of a pipeline, who wants its answer, and what became of it. One thread at a time.
 */
final class PgPipelineItem implements Consumer<QueryResult> {

  final String sql;
  final List<@Nullable Object> arguments;
  boolean barrier;
  @Nullable Outcome outcome;

  private final List<Pending<?>> readers = new ArrayList<>(1);
  private String commandTag = "";

  PgPipelineItem(String sql, @Nullable Object[] arguments) {
    this.sql = sql;
    this.arguments =
        Collections.unmodifiableList(new ArrayList<@Nullable Object>(Arrays.asList(arguments)));
  }

  void read(Pending<?> by) {
    readers.add(by);
  }

  void notRead(Pending<?> by) {
    readers.remove(by);
  }

  /** The result has come. It is kept by none but those who want the whole of it. */
  @Override
  public void accept(QueryResult result) {
    commandTag = result.commandTag();
    for (Pending<?> reader : readers) {
      reader.read(result);
    }
    readers.clear();
  }

  /** How the server named what it has done; empty before. */
  String commandTag() {
    return commandTag;
  }
}
