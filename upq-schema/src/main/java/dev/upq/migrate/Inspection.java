// SPDX-License-Identifier: Apache-2.0
package dev.upq.migrate;

import dev.upq.migrate.MigrationException.Reason;
import dev.upq.migrate.StatementKind.ConcurrentIndex;
import dev.upq.sql.SqlPosition;
import java.util.Optional;

/**
 * What is seen of a script before any of it is sent. Immutable.
 *
 * @param statements how many it has
 * @param stepwise whether it runs without a transaction, one statement after the other
 * @param doneChecksum recognises the first statements, as many as were asked for
 */
record Inspection(int statements, boolean stepwise, String doneChecksum) {

  /**
   * Reads it through.
   *
   * @param done how many statements the checksum is to be of
   * @throws MigrationException where something in it cannot be run ({@code SYNTAX})
   * @throws SqlSyntaxException where it is not SQL
   */
  static Inspection of(Script script, int done) {
    Reading reading = new Reading(script, done);
    try (SqlSplitter splitter = script.split()) {
      Optional<SqlStatement> next = splitter.next();
      while (next.isPresent()) {
        reading.statement(next.get());
        next = splitter.next();
      }
      splitter.trailing().forEach(reading::directive);
    }
    return reading.end();
  }

  /** One reading of one script. One thread. */
  private static final class Reading {

    private final Script script;
    private final int done;
    private String doneChecksum = "";
    private int statements;
    private int inside;
    private boolean noTransaction;
    private Optional<SqlStatement> outside = Optional.empty();

    Reading(Script script, int done) {
      this.script = script;
      this.done = done;
    }

    void statement(SqlStatement statement) {
      statement.directives().forEach(this::directive);
      statements++;
      if (statements <= done) {
        doneChecksum = Checksum.chained(doneChecksum, statement.text());
      }
      refuse(statement);
      if (!statement.kind().refusedInTransaction()) {
        inside++;
      } else if (outside.isEmpty()) {
        outside = Optional.of(statement);
      }
    }

    void directive(SqlDirective directive) {
      switch (directive) {
        case SqlDirective.NoTransaction _ -> noTransaction = true;
        case SqlDirective.Down(SqlPosition at) -> {
          if (statements > 0) {
            throw new MigrationException(
                Reason.SYNTAX,
                script.place()
                    + ":"
                    + at
                    + ": -- upq: down stands in the middle of a file with one part; name the file"
                    + " 0007_name.sql, or put what follows into 0007_name.down.sql");
          }
        }
        case SqlDirective.Up _, SqlDirective.Allow _ -> {}
      }
    }

    private void refuse(SqlStatement statement) {
      switch (statement.kind()) {
        case StatementKind.TransactionControl control ->
            throw refused(
                statement,
                control.command()
                    + " in a migration, which has a transaction of its own; take it out"
                    + " (-- upq: no-transaction commits each statement by itself)");
        case StatementKind.CopyOut _ ->
            throw refused(statement, "COPY TO STDOUT in a migration, where nobody reads its data");
        case ConcurrentIndex index -> {
          if (index.action() == ConcurrentIndex.Action.CREATE && index.index().isEmpty()) {
            throw refused(
                statement,
                "CREATE INDEX CONCURRENTLY without a name: give it one, so that what a failure"
                    + " leaves behind can be found again");
          }
        }
        case StatementKind.Ordinary _,
            StatementKind.OutsideTransaction _,
            StatementKind.CopyIn _ -> {}
      }
    }

    private MigrationException refused(SqlStatement statement, String what) {
      return new MigrationException(
          Reason.SYNTAX, statement.excerpt(1).report(script.place(), what));
    }

    Inspection end() {
      if (outside.isPresent() && inside > 0 && !noTransaction) {
        throw refused(
            outside.get(),
            "this cannot run in a transaction, and others in the file can: put it into a migration"
                + " of its own, or write -- upq: no-transaction at the top, and each statement is"
                + " committed by itself");
      }
      return new Inspection(statements, noTransaction || outside.isPresent(), doneChecksum);
    }
  }
}
