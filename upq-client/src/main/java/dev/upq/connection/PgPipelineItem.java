// SPDX-License-Identifier: Apache-2.0
package dev.upq.connection;

import dev.upq.connection.PgPipeline.Pending;
import dev.upq.exchange.Pipeline.Outcome;
import dev.upq.row.QueryResult;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One statement of a pipeline, who wants its answer, and what became of it. One thread at a time.
 */
final class PgPipelineItem implements Consumer<QueryResult> {

  final String sql;
  final @Nullable Object[] arguments;
  boolean barrier;
  @Nullable Outcome outcome;

  /** As a rule there is one. */
  private List<Pending<?>> readers = List.of();

  private String commandTag = "";

  PgPipelineItem(String sql, @Nullable Object[] arguments) {
    this.sql = sql;
    this.arguments = arguments.clone();
  }

  void read(Pending<?> by) {
    if (readers.isEmpty()) {
      readers = List.of(by);
    } else {
      readers = new ArrayList<>(readers);
      readers.add(by);
    }
  }

  void notRead(Pending<?> by) {
    if (readers.size() == 1 && readers.contains(by)) {
      readers = List.of();
    } else {
      readers = new ArrayList<>(readers);
      readers.remove(by);
    }
  }

  /** The result has come. It is kept by none but those who want the whole of it. */
  @Override
  public void accept(QueryResult result) {
    commandTag = result.commandTag();
    for (Pending<?> reader : readers) {
      reader.read(result);
    }
    readers = List.of();
  }

  /** How the server named what it has done; empty before. */
  String commandTag() {
    return commandTag;
  }
}
