// SPDX-License-Identifier: Apache-2.0
package dev.upq.connection;

import dev.upq.catalogue.SessionTypes;
import dev.upq.channel.Asides;
import dev.upq.channel.Channel;
import dev.upq.config.StatementSettings;
import dev.upq.exchange.Call;
import dev.upq.exchange.Prepare;
import dev.upq.exchange.Retype;
import dev.upq.exchange.UnboundException;
import dev.upq.fault.PgInterruptedException;
import dev.upq.fault.PgServerException;
import dev.upq.fault.PgStalePlanException;
import dev.upq.fault.PgTimeoutException;
import dev.upq.fault.PgUsageException;
import dev.upq.fault.PgValueException;
import dev.upq.fault.Sent;
import dev.upq.fault.SqlState;
import dev.upq.probe.Probe;
import dev.upq.row.QueryResult;
import dev.upq.statement.HeldStatements;
import dev.upq.statement.PreparedStatement;
import dev.upq.statement.PreparedStatementRegistry;
import dev.upq.statement.RegisteredStatement;
import dev.upq.statement.SchemaChange;
import dev.upq.wire.TransactionStatus;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The statements of one connection as its calls use them: described where nobody has yet, and made
 * anew where the server no longer takes one. Thread-safe.
 */
final class PreparedStatements {

  /** The protocol counts parameters in two bytes. */
  private static final int MAX_PARAMETERS = 65_535;

  private static final String DUPLICATE_PREPARED_STATEMENT = "42P05";

  /** The class of values that a type does not take. */
  private static final String DATA_EXCEPTION = "22";

  private final PreparedStatementRegistry registry;
  private final HeldStatements held;
  private final Probe probe;
  private final Asides asides;
  private final SchemaWatch schema;
  private final SessionTypes types;
  // What the search_path was set to by a statement of ours, as its text, where the server does not
  // report it.
  private volatile String pathSet = "";
  private volatile @Nullable Warming warming;
  private volatile @Nullable PoolerQuestion question;

  /**
   * @param channel tells the transaction status after the last answer
   * @param process the process id that was told at login; 0 where none was
   */
  PreparedStatements(
      ConnectionSetup setup, Asides asides, Channel channel, SessionTypes types, int process) {
    StatementSettings its = setup.config().statements();
    this.registry = setup.registry();
    this.probe = setup.probe();
    this.asides = asides;
    this.held = new HeldStatements(registry, its.cacheSize(), its.cacheBytes());
    this.types = types;
    this.schema = new SchemaWatch(registry, held, channel, types);
    this.warming = its.warmSize() > 0 ? new Warming(setup, new Warmed()) : null;
    this.question = its.poolerAsked() && process != 0 ? new PoolerQuestion(setup, process) : null;
  }

  /** The warming is over. */
  private final class Warmed implements Runnable {
    @Override
    public void run() {
      warming = null;
    }
  }

  HeldStatements held() {
    return held;
  }

  /** A call begins: in front of the first one the session is given statements ahead of use. */
  void begin(Call call) {
    Warming its = warming;
    if (its != null) {
      its.begin(call, asides.searchPath());
    }
    PoolerQuestion toAsk = question;
    if (toAsk != null && toAsk.begin(call)) {
      question = null;
    }
    schema.mayHaveEnded();
  }

  /**
   * The statement of that text, described if need be.
   *
   * @param arguments how many it will be given
   * @throws PgUsageException where those are more than the protocol can carry; the server would
   *     describe such a statement with a wrong count
   */
  PreparedStatement get(Call call, String sql, int arguments) {
    return get(call, text(sql), arguments);
  }

  private RegisteredStatement text(String sql) {
    RegisteredStatement apart = schema.apart(sql);
    if (apart != null) {
      return apart;
    }
    String reported = asides.searchPath();
    if (!reported.isEmpty()) {
      return registry.text(sql, reported);
    }
    String set = pathSet;
    return set.isEmpty() ? registry.text(sql) : registry.elsewhere(sql, set);
  }

  private PreparedStatement get(Call call, RegisteredStatement text, int arguments) {
    if (arguments > MAX_PARAMETERS) {
      throw new PgUsageException(
          arguments + " parameters were given; a statement takes 65535 at most, pass an array");
    }
    Warming its = warming;
    if (its != null) {
      its.await(call);
    }
    PreparedStatement known = text.known();
    if (known == null) {
      return describe(call, text);
    }
    PreparedStatement seen = held.seenHere(known);
    return seen.hasOwnTypes() ? typed(call, known, seen) : seen;
  }

  /** The statement, with types of the database's own, as they are known now. */
  @SuppressWarnings("ReferenceEquality") // what the session alone sees is not for the others
  private PreparedStatement typed(Call call, PreparedStatement known, PreparedStatement seen) {
    if (!types.located()) {
      types.locate(call);
    }
    if (seen.columns().doubted()) {
      types.doubt(seen);
    }
    PreparedStatement now = Retype.run(call, seen);
    if (seen == known && now != known) {
      known.text().retyped(now);
    }
    return now;
  }

  /**
   * Executes the statement of that text. One that no longer fits was not carried out: outside a
   * transaction it is described anew and tried once more, inside one the error is the caller's, for
   * the transaction has failed with it. Where an argument does not fit a type that was believed,
   * the server is asked for its types once more before the caller is told.
   */
  <T> T execute(Call call, String sql, int arguments, Function<PreparedStatement, T> execution) {
    boolean alone = call.channel().status() == TransactionStatus.IDLE;
    RegisteredStatement text = text(sql);
    boolean believed = text.known() != null;
    PreparedStatement statement = get(call, text, arguments);
    try {
      return execution.apply(statement);
    } catch (PgValueException misfit) {
      if (!believed || !understoodAnew(call, statement)) {
        throw misfit;
      }
    } catch (PgStalePlanException stale) {
      forget(statement, stale);
      if (!alone) {
        throw stale;
      }
    } catch (UnboundException unbound) {
      boolean outdated = outdated(unbound.failure());
      if (outdated) {
        forget(statement, unbound.failure());
      }
      boolean wrongTypes = !outdated && wrongTypes(call, statement, unbound.failure(), alone);
      if (!wrongTypes && (!alone || !outdated || !believed)) {
        throw unbound.failure();
      }
    }
    try {
      T result = execution.apply(get(call, statement.text(), arguments));
      registry.healed();
      return result;
    } catch (UnboundException unbound) {
      throw unbound.failure();
    }
  }

  /**
   * A value was refused that a type of the database's own was written as: whether that type is
   * something else by now, so that it is worth to write it again.
   */
  private boolean wrongTypes(
      Call call, PreparedStatement statement, PgServerException refusal, boolean alone) {
    if (!statement.hasOwnTypes() || !refusal.sqlState().sqlClass().equals(DATA_EXCEPTION)) {
      return false;
    }
    types.doubt(statement);
    long before = types.version();
    if (alone) {
      types.knowing(call, statement.typeOids());
    }
    return types.version() != before;
  }

  /**
   * Describes it again; whether its parameters are something else than they were believed to be.
   */
  private boolean understoodAnew(Call call, PreparedStatement statement) {
    long before = types.version();
    types.doubt(statement);
    return !described(call, statement.text()).takesTheSameAs(statement)
        || (statement.hasOwnTypes() && types.version() != before);
  }

  /**
   * The server does not take a statement as it was described: it does not exist here, or what it
   * means has changed, for this session or for all.
   */
  void forget(PreparedStatement statement, PgServerException why) {
    held.forget(statement.text());
    if (why.sqlState().code().equals(DUPLICATE_PREPARED_STATEMENT)) {
      // A name that only this registry gives, on a session that was never told it.
      registry.pooler().sharing().ifPresent(sign -> PoolerQuestion.tell(probe, sign));
    }
    if (!why.sqlState().equals(SqlState.INVALID_SQL_STATEMENT_NAME)) {
      statement.text().outdated(statement);
      types.doubt(statement);
    }
  }

  /**
   * The server has refused to bind it in this session; where that may mend itself, it is made anew.
   */
  void refusedHere(PreparedStatement statement, PgServerException why) {
    if (outdated(why)) {
      forget(statement, why);
    }
  }

  /**
   * Sees by the command tag that the session has lost prepared statements, looks elsewhere, or has
   * changed the schema.
   */
  QueryResult noted(String sql, QueryResult result) {
    noted(sql, result.commandTag());
    return result;
  }

  /** As {@link #noted(String, QueryResult)}, of all that a text has brought. */
  List<QueryResult> notedAll(String sql, List<QueryResult> results) {
    boolean changed = false;
    for (QueryResult result : results) {
      String tag = result.commandTag();
      session(sql, tag);
      changed |= SchemaChange.toldBy(tag);
    }
    if (changed) {
      schema.changed(SchemaChange.in(sql));
    }
    schema.mayHaveEnded();
    return results;
  }

  /** As {@link #noted(String, QueryResult)}, for a command that ended with that tag. */
  void noted(String sql, String tag) {
    session(sql, tag);
    if (SchemaChange.toldBy(tag)) {
      schema.changed(SchemaChange.in(sql));
    }
    schema.mayHaveEnded();
  }

  private void session(String sql, String tag) {
    held.noted(tag, sql);
    schema.noted(tag);
    if (tag.equals("SET") && sql.toLowerCase(Locale.ROOT).contains("search_path")) {
      pathSet = sql;
    } else if (tag.equals("RESET") || tag.equals("DISCARD ALL")) {
      pathSet = "";
    }
  }

  /** The statement of that text, which a pipeline has tried, no longer fits. */
  void forget(String sql, PgServerException why) {
    PreparedStatement known = text(sql).known();
    if (known != null) {
      forget(known, why);
    }
  }

  /** Whether a refusal before execution may come of a description that no longer holds. */
  private static boolean outdated(PgServerException refusal) {
    return refusal instanceof PgStalePlanException
        || refusal.sqlState().sqlClass().equals("42")
        || refusal.sqlState().code().equals("08P01");
  }

  /** Describes it, or waits for the thread that is at it. */
  private PreparedStatement describe(Call call, RegisteredStatement text) {
    while (true) {
      PreparedStatement known = text.known();
      if (known != null) {
        return held.seenHere(known);
      }
      if (text.beginDescribing()) {
        try {
          known = text.known();
          return known == null ? described(call, text) : held.seenHere(known);
        } finally {
          text.endDescribing();
        }
      }
      awaitDescription(call, text);
    }
  }

  private PreparedStatement described(Call call, RegisteredStatement text) {
    registry.missed();
    return Prepare.run(call, text);
  }

  /** Waits once, until unparked; the waiting begins anew with the next look. */
  private static void awaitDescription(Call call, RegisteredStatement text) {
    try {
      if (Thread.currentThread().isInterrupted()) {
        throw new PgInterruptedException(
            "interrupted while waiting for the statement to be described", Sent.NOTHING);
      }
      if (call.deadline().passed()) {
        throw new PgTimeoutException(
            "the deadline passed while waiting for the statement to be described", Sent.NOTHING);
      }
      call.deadline().park(text);
    } finally {
      text.leave();
    }
  }
}
