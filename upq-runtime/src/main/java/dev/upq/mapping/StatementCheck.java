// SPDX-License-Identifier: Apache-2.0
package dev.upq.mapping;

import dev.upq.connection.Descriptions;
import dev.upq.connection.PgConnection;
import dev.upq.fault.PgUsageException;
import dev.upq.statement.Description;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Statements and the records that go with them, to be checked against a database when a program
 * starts. One thread at a time while it is filled.
 *
 * <pre>{@code
 * pg.check(
 *         StatementCheck.begin()
 *             .query("select iata, name from airport", Airport.class)
 *             .query("select * from flight where origin = :iata", Flight.class, Origin.class)
 *             .execute("insert into airport values (:iata, :name)", Airport.class))
 *     .refuse();
 * }</pre>
 *
 * <p>The server describes all of them in one pipeline, and carries none out. Reported are: texts
 * that it does not understand; columns without a component and the reverse, and those that are
 * ambiguous; types that their component can never be read as, or their parameter written from;
 * parameters without a component and the reverse; and columns of tables that may be NULL where the
 * component is a primitive. Whether they may is asked in one more round trip, and only an estimate:
 * an outer join makes NULL of columns that cannot be, and a condition keeps others from being it.
 */
public final class StatementCheck {

  /**
   * One thing that does not fit.
   *
   * @param statement which statement it is about, counted from 0
   * @param sql its text as the server gets it
   */
  public record Misfit(int statement, String sql, String what) {

    @Override
    public String toString() {
      return what + ": " + sql;
    }
  }

  /** All that does not fit, in the order of the statements. */
  public record Report(int statements, List<Misfit> misfits) {

    public Report {
      misfits = List.copyOf(misfits);
    }

    /**
     * Ends a program's start where anything does not fit.
     *
     * @throws PgUsageException which lists all of it
     */
    public void refuse() {
      if (!misfits.isEmpty()) {
        throw new PgUsageException(
            misfits.stream()
                .map(Misfit::toString)
                .collect(
                    Collectors.joining(
                        "\n",
                        misfits.size() + " misfits in " + statements + " statements:\n",
                        "")));
      }
    }
  }

  /** A statement and its records. */
  record Pair(NamedStatement text, @Nullable Class<?> result, @Nullable Class<?> parameters) {}

  private final List<Pair> pairs = new ArrayList<>();

  private StatementCheck() {}

  public static StatementCheck begin() {
    return new StatementCheck();
  }

  /** A query whose rows are mapped to {@code result}: a record, or the type of one column. */
  public StatementCheck query(String sql, Class<?> result) {
    pairs.add(new Pair(NamedStatement.of(sql), result, null));
    return this;
  }

  /** A query whose parameters have names, and are the components of a record. */
  public StatementCheck query(String sql, Class<?> result, Class<? extends Record> parameters) {
    pairs.add(new Pair(NamedStatement.of(sql), result, parameters));
    return this;
  }

  /** A statement whose parameters have names, and are the components of a record. */
  public StatementCheck execute(String sql, Class<? extends Record> parameters) {
    pairs.add(new Pair(NamedStatement.of(sql), null, parameters));
    return this;
  }

  /** A statement without records: only whether the server understands it. */
  public StatementCheck execute(String sql) {
    pairs.add(new Pair(NamedStatement.of(sql), null, null));
    return this;
  }

  /**
   * Checks them all, on a connection outside a transaction.
   *
   * @throws dev.upq.fault.PgException where the conversation ends early
   */
  public Report run(PgConnection connection) {
    List<Description> described =
        Descriptions.of(connection, pairs.stream().map(pair -> pair.text().sql()).toList());
    PairCheck check = new PairCheck();
    for (int i = 0; i < pairs.size(); i++) {
      check.look(pairs.get(i), described.get(i));
    }
    return new Report(pairs.size(), check.misfits(connection));
  }
}
