// SPDX-License-Identifier: Apache-2.0
package dev.upq.introspect;

import dev.upq.connection.PgConnection;
import dev.upq.connection.PgSession;
import dev.upq.fault.PgServerException;
import dev.upq.fault.PgUsageException;
import dev.upq.pool.Lease;
import dev.upq.pool.Lender;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Reads the model of a database. Immutable, and as thread-safe as the session that it asks.
 *
 * <pre>{@code
 * Database all = PgIntrospector.of(pg).read();
 * Database some = PgIntrospector.of(pg).schemas("app").tables("order%").read();
 * }</pre>
 *
 * <p>What is not selected is not asked for: neither the server nor this side holds it. From a pool
 * a connection is borrowed for the time of the reading.
 */
public final class PgIntrospector {

  private static final Pattern RELEASE = Pattern.compile("(\\d+)(?:\\.(\\d+))?.*");
  private static final int MAJOR = 10_000;

  /** How often it is asked in all, where things go away while they are being described. */
  private static final int ATTEMPTS = 20;

  /** What DDL of others does to a reading: its object is gone, or each waits for the other. */
  private static final Set<String> PASSING = Set.of("XX000", "40P01");

  private static final String IN_FAILED_TRANSACTION = "25P02";
  private static final String INSUFFICIENT_PRIVILEGE = "42501";

  private static final String UNREADABLE =
      """
      select c.relname::pg_catalog.text
      from pg_catalog.pg_class c
      where c.relnamespace operator(pg_catalog.=) 'pg_catalog'::pg_catalog.regnamespace
        and not pg_catalog.has_table_privilege(c.oid, 'select')
      """;

  private final PgSession session;
  private final List<String> schemas;
  private final List<String> tables;
  private final boolean extensionObjects;

  private PgIntrospector(
      PgSession session, List<String> schemas, List<String> tables, boolean extensionObjects) {
    this.session = session;
    this.schemas = List.copyOf(schemas);
    this.tables = List.copyOf(tables);
    this.extensionObjects = extensionObjects;
  }

  /**
   * Of the database that a pool, a connection or a transaction is connected to: all schemas but the
   * server's own and temporary ones, all that is in them but what belongs to extensions.
   */
  public static PgIntrospector of(PgSession session) {
    return new PgIntrospector(session, List.of(), List.of(), false);
  }

  /**
   * Only these schemas, by their names as the catalogue has them. {@code pg_temp} is the session's
   * own temporary one; the server's own can be named too.
   */
  public PgIntrospector schemas(String... names) {
    return new PgIntrospector(session, List.of(names), tables, extensionObjects);
  }

  /**
   * Only tables and views whose names one of these patterns of LIKE matches, with the types that
   * they use and the sequences that they own: no routines, and nothing of the database itself.
   */
  public PgIntrospector tables(String... patterns) {
    return new PgIntrospector(session, schemas, List.of(patterns), extensionObjects);
  }

  /** Also what belongs to extensions. */
  public PgIntrospector withExtensionObjects() {
    return new PgIntrospector(session, schemas, tables, true);
  }

  /**
   * Reads the model: one statement, and so one snapshot. What the server cannot look up, because it
   * went after the snapshot was taken, is empty; where it fails for that, it is asked again, 5
   * times in all.
   *
   * @throws dev.upq.fault.PgException where the server cannot be reached, or refuses. A transaction
   *     in which it refuses has failed
   */
  public Database read() {
    return onOne(one -> read(one, version(one)));
  }

  /**
   * What a statement takes and returns, with where its columns come from and an estimate of whether
   * they can be NULL. It is described by the server, and not carried out; the selection does not
   * count.
   *
   * @param sql with parameters as $1, $2, ...
   * @throws dev.upq.fault.PgServerException where the server does not understand it
   * @throws PgUsageException on a session that is neither a pool nor a connection
   */
  public StatementShape describe(String sql) {
    return onOne(one -> Describing.of(connection(one), sql));
  }

  private static PgConnection connection(PgSession one) {
    if (one instanceof PgConnection connection) {
      return connection;
    }
    throw new PgUsageException("types can be asked of a pool or a connection, not of a session");
  }

  /** On one connection of a pool, or on what is none. */
  private <T> T onOne(Function<PgSession, T> task) {
    if (session instanceof PgConnection || !(session instanceof Lender lender)) {
      return task.apply(session);
    }
    try (Lease lease = lender.acquire()) {
      return task.apply(lease.connection());
    }
  }

  private Database read(PgSession one, int version) {
    Set<String> unreadable = Set.of();
    PgServerException first = null;
    for (int left = ATTEMPTS; ; left--) {
      try {
        return read(one, version, unreadable);
      } catch (PgServerException refused) {
        String state = refused.sqlState().code();
        if (first != null && state.equals(IN_FAILED_TRANSACTION)) {
          throw first;
        }
        boolean closed = state.equals(INSUFFICIENT_PRIVILEGE) && unreadable.isEmpty();
        if (left <= 1 || !(closed || PASSING.contains(state))) {
          throw refused;
        }
        first = refused;
        unreadable = closed ? unreadable(one, refused) : unreadable;
      }
    }
  }

  /** The catalogues that may not be read; inside a transaction, which has failed, none can be. */
  private static Set<String> unreadable(PgSession one, PgServerException refused) {
    try {
      return Set.copyOf(one.query(UNREADABLE).list(String.class));
    } catch (PgServerException still) {
      refused.addSuppressed(still);
      throw refused;
    }
  }

  private Database read(PgSession one, int version, Set<String> unreadable) {
    List<Part> parts = new ArrayList<>();
    Set<String> notVisible = new TreeSet<>();
    for (Part part : parts(version / MAJOR)) {
      if (part.readsAny(unreadable)) {
        unreadable.stream().filter(name -> part.readsAny(List.of(name))).forEach(notVisible::add);
      } else {
        parts.add(part);
      }
    }
    Answer answer = Answer.of(one.query(CatalogueSql.of(parts), schemas, tables, extensionObjects));
    return DatabaseReader.database(answer, version, notVisible);
  }

  private static List<Part> parts(int major) {
    return Stream.of(TableSql.parts(major), ColumnSql.parts(major), ObjectSql.parts(major))
        .flatMap(List::stream)
        .toList();
  }

  /** As the server told it at login, or where it cannot be seen, as it tells it now. */
  private static int version(PgSession one) {
    String release =
        one instanceof PgConnection connection
            ? connection.parameter("server_version").orElse("")
            : one.query("select pg_catalog.current_setting('server_version')").oneText();
    Matcher read = RELEASE.matcher(release);
    if (!read.matches()) {
      return 0;
    }
    String minor = read.group(2);
    return Integer.parseInt(read.group(1)) * MAJOR + (minor == null ? 0 : Integer.parseInt(minor));
  }
}
