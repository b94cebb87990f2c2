// SPDX-License-Identifier: Apache-2.0
package dev.upq.connection;

import dev.upq.exchange.Call;
import dev.upq.exchange.CopyIn;
import dev.upq.exchange.CopyOut;
import dev.upq.exchange.CopyTuples;
import dev.upq.fault.PgException;
import dev.upq.fault.PgUsageException;
import dev.upq.probe.Execution.Way;
import dev.upq.row.Column;
import dev.upq.row.Columns;
import dev.upq.row.RowMapper;
import dev.upq.row.RowMapping;
import dev.upq.row.RowWriter;
import dev.upq.statement.Identifier;
import dev.upq.type.PgTypeRegistry;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Begins the COPYs of one connection, one after the other. One thread at a time: the one whose turn
 * it is on the connection.
 */
final class Copies {

  private final PgConnection connection;
  private final ConnectionSetup setup;
  private @Nullable CopyTurn open;

  Copies(PgConnection connection, ConnectionSetup setup) {
    this.connection = connection;
    this.setup = setup;
  }

  PgCopyIn in(String sql) {
    return begin(
        sql,
        turn -> {
          CopyIn copy = CopyIn.open(connection.call(), sql);
          turn.abandonWith(copy::abandon);
          return new PgCopyIn(turn, copy);
        });
  }

  PgCopyOut out(String sql) {
    return begin(
        sql,
        turn -> {
          CopyOut copy = CopyOut.open(connection.call(), sql);
          turn.abandonWith(copy::abandon);
          return new PgCopyOut(turn, copy);
        });
  }

  /** Which columns the table has is asked in the transaction that copies into them. */
  <T> PgCopyWriter<T> in(String table, Class<T> type) {
    String name = Identifier.qualified(table);
    String query = "select * from " + name;
    return begin(
        "COPY " + name + " FROM STDIN (FORMAT binary)",
        turn -> {
          try {
            return writer(turn, name, query, type, true);
          } catch (TypesToLearn unknown) {
            learn(unknown.columns);
            return writer(turn, name, query, type, false);
          }
        });
  }

  private <T> PgCopyWriter<T> writer(
      CopyTurn turn, String name, String query, Class<T> type, boolean mayLearn) {
    List<RowWriter<T>> writer = new ArrayList<>();
    List<Column> targets = new ArrayList<>();
    CopyIn copy =
        CopyIn.open(
            connection.call(),
            query,
            columns -> {
              if (mayLearn && anyUnknown(columns)) {
                throw new TypesToLearn(columns);
              }
              RowWriter<T> made = mapping().writer(type, columns);
              writer.add(made);
              targets.addAll(targets(made, columns));
              return copyText(name, targets);
            });
    turn.abandonWith(copy::abandon);
    return new PgCopyWriter<>(new PgCopyIn(turn, copy), writer.getFirst(), targets);
  }

  <T> PgCopyReader<T> out(String select, Class<T> type) {
    String sql = "COPY (" + select + "\n) TO STDOUT (FORMAT binary)";
    return begin(
        sql,
        turn -> {
          CopyOut copy = CopyOut.open(connection.call(), select, sql);
          if (anyUnknown(copy.columns())) {
            Columns described = copy.columns();
            copy.abandon();
            learn(described);
            copy = CopyOut.open(connection.call(), select, sql);
          }
          CopyOut begun = copy;
          turn.abandonWith(begun::abandon);
          try {
            copy.columns().forEach(Copies::requireBinary);
            RowMapper<T> mapper = mapping().mapper(type, copy.columns());
            return new PgCopyReader<>(turn, copy, new CopyTuples(copy), mapper);
          } catch (RuntimeException | Error unfit) {
            copy.abandon();
            throw unfit;
          }
        });
  }

  /** A COPY was described and not begun, for some of its types are not known yet. */
  private static final class TypesToLearn extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient Columns columns;

    TypesToLearn(Columns columns) {
      super("types are not known yet", null, false, false);
      this.columns = columns;
    }
  }

  private boolean anyUnknown(Columns columns) {
    PgTypeRegistry known = connection.call().types();
    for (Column column : columns) {
      if (!known.knows(column.type().oid())) {
        return true;
      }
    }
    return false;
  }

  /** Has the types of these columns looked up: those that the table has now. */
  private void learn(Columns columns) {
    Set<Integer> oids = new TreeSet<>();
    columns.forEach(column -> oids.add(column.type().oid()));
    Call call = connection.call();
    call.source().knowing(call, oids);
  }

  /** Refuses what else is wanted of the connection while a COPY is open. */
  void refuseIfOpen() {
    if (open != null) {
      throw new PgUsageException(
          "a COPY is still open on this connection; finish or close it first");
    }
  }

  boolean anyOpen() {
    return open != null;
  }

  /** Gives up the open one without waiting. */
  void abandon() {
    CopyTurn turn = open;
    if (turn != null) {
      turn.abandon();
    }
  }

  void ended(CopyTurn turn) {
    if (open == turn) {
      open = null;
    }
  }

  private <T> T begin(String sql, Function<CopyTurn, T> opening) {
    return connection.taken(
        () -> {
          CopyTurn turn = new CopyTurn(connection, this, connection.teller().begun(sql, Way.COPY));
          try {
            T copy = opening.apply(turn);
            open = turn;
            return copy;
          } catch (PgException failed) {
            turn.end(failed);
            throw failed;
          }
        });
  }

  private RowMapping mapping() {
    return setup.mapping();
  }

  private static List<Column> targets(RowWriter<?> writer, Columns columns) {
    List<Column> targets = new ArrayList<>();
    for (int i = 0; i < writer.size(); i++) {
      Column target = columns.at(writer.column(i));
      requireBinary(target);
      targets.add(target);
    }
    return targets;
  }

  private static String copyText(String table, List<Column> columns) {
    return columns.stream()
        .map(column -> Identifier.quote(column.name()))
        .collect(Collectors.joining(", ", "COPY " + table + " (", ") FROM STDIN (FORMAT binary)"));
  }

  private static void requireBinary(Column column) {
    if (!column.type().binary()) {
      throw new PgUsageException(
          "column \""
              + column.name()
              + "\" is of a type without a binary codec here ("
              + column.type().name()
              + "); cast it in the query, or register a codec");
    }
  }
}
