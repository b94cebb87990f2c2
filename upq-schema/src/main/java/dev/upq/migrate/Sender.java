// SPDX-License-Identifier: Apache-2.0
package dev.upq.migrate;

import dev.upq.connection.PgConnection;
import dev.upq.connection.PgCopyIn;
import dev.upq.fault.PgServerException;
import dev.upq.migrate.MigrationException.Reason;
import dev.upq.wire.TransactionStatus;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.Reader;
import java.io.Writer;
import java.nio.charset.StandardCharsets;

/** Sends the statements of one script, each by itself. One thread at a time. */
final class Sender {

  private final MigratorSession session;
  private final Script script;

  Sender(MigratorSession session, Script script) {
    this.session = session;
    this.script = script;
  }

  /**
   * Runs one.
   *
   * @param splitter where it comes from, for the data of a COPY
   * @throws Refused where the server refuses it
   */
  void send(SqlStatement statement, SqlSplitter splitter) {
    PgConnection connection = session.connection();
    TransactionStatus before = connection.status();
    try {
      if (statement.kind() instanceof StatementKind.CopyIn) {
        copy(connection, statement, splitter.copyData());
      } else {
        connection.script(statement.text());
      }
    } catch (PgServerException refused) {
      throw new Refused(refused, report(statement, refused));
    } finally {
      session.tellNotices();
    }
    if (connection.status() != before) {
      throw new MigrationException(
          Reason.STATEMENT,
          statement
              .excerpt(1)
              .report(script.place(), "this has ended the transaction of the migration"));
    }
  }

  private void copy(PgConnection connection, SqlStatement statement, Reader data) {
    try (PgCopyIn copy = connection.copyIn(statement.text());
        Writer writer = new OutputStreamWriter(copy, StandardCharsets.UTF_8)) {
      data.transferTo(writer);
      writer.flush();
      copy.finish();
    } catch (IOException failed) {
      throw new MigrationException(
          Reason.SOURCE, script.place() + " cannot be read: " + failed, failed);
    }
  }

  /** What a person is shown: the place in the file, the server's words, and a caret. */
  private String report(SqlStatement statement, PgServerException refused) {
    int position = refused.diagnostic().position().map(Sender::number).orElse(1);
    StringBuilder what = new StringBuilder(refused.getMessage());
    refused.diagnostic().detail().ifPresent(detail -> what.append("; detail: ").append(detail));
    refused.diagnostic().hint().ifPresent(hint -> what.append("; hint: ").append(hint));
    return statement.excerpt(position).report(script.place(), what.toString());
  }

  private static int number(String position) {
    try {
      return Integer.parseInt(position);
    } catch (NumberFormatException strange) {
      return 1;
    }
  }

  /** The server has refused a statement. */
  static final class Refused extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient PgServerException server;

    Refused(PgServerException server, String report) {
      super(report, server);
      this.server = server;
    }

    PgServerException server() {
      return server;
    }
  }
}
