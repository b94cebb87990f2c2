// SPDX-License-Identifier: Apache-2.0
package dev.upq.connection;

import dev.upq.catalogue.SessionTypes;
import dev.upq.channel.Asides;
import dev.upq.channel.Channel;
import dev.upq.config.StatementSettings;
import dev.upq.exchange.Call;
import dev.upq.exchange.Retype;
import dev.upq.exchange.UnboundException;
import dev.upq.fault.PgServerException;
import dev.upq.fault.PgStalePlanException;
import dev.upq.fault.PgUsageException;
import dev.upq.fault.PgValueException;
import dev.upq.fault.SqlState;
import dev.upq.probe.Probe;
import dev.upq.row.QueryResult;
import dev.upq.statement.HeldStatements;
import dev.upq.statement.PreparedStatement;
import dev.upq.statement.PreparedStatementRegistry;
import dev.upq.statement.RegisteredStatement;
import dev.upq.statement.SchemaChange;
import dev.upq.statement.TraceContext;
import dev.upq.statement.Undetermined;
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
  private final TraceContext trace;
  private final Asides asides;
  private final SchemaWatch schema;
  private final SessionTypes types;
  private final Upkeep upkeep;
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
      ConnectionSetup setup,
      Asides asides,
      Channel channel,
      SessionTypes types,
      Upkeep upkeep,
      int process) {
    StatementSettings its = setup.config().statements();
    this.registry = setup.registry();
    this.probe = setup.probe();
    this.trace = setup.trace();
    this.asides = asides;
    this.held = new HeldStatements(registry, its.cacheSize(), its.cacheBytes());
    this.types = types;
    this.upkeep = upkeep;
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

  /** The statement of that text as the server infers the types of its parameters. */
  PreparedStatement get(Call call, String sql) {
    awaitWarming(call);
    return known(call, text(sql));
  }

  /**
   * The statement of that text, described if need be.
   *
   * @param arguments what it will be given
   * @throws PgUsageException where those are more than the protocol can carry; the server would
   *     describe such a statement with a wrong count
   */
  PreparedStatement get(Call call, String sql, @Nullable Object[] arguments) {
    return get(call, text(sql), arguments);
  }

  /** As {@link #get(Call, String, Object[])}, for one use at once by the calling thread. */
  PreparedStatement forUse(Call call, String sql, @Nullable Object[] arguments) {
    return trace.on(get(call, sql, arguments));
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

  private PreparedStatement get(Call call, RegisteredStatement text, @Nullable Object[] arguments) {
    if (arguments.length > MAX_PARAMETERS) {
      throw new PgUsageException(
          arguments.length
              + " parameters were given; a statement takes 65535 at most, pass an array");
    }
    if (!text.stateless()) {
      upkeep.runs(text.sql());
    }
    awaitWarming(call);
    if (arguments.length == 0) {
      return known(call, text);
    }
    PreparedStatement found = determined(call, text, arguments);
    List<Integer> better = ArgumentTypes.better(found, arguments, call.types());
    return better.isEmpty() ? found : better(call, found, better);
  }

  /** Nothing that was sent ahead of use is under way any more. */
  void awaitWarmed(Call call) {
    Warming its = warming;
    if (its != null) {
      its.awaitEnd(call);
    }
  }

  private void awaitWarming(Call call) {
    Warming its = warming;
    if (its != null) {
      its.await(call);
    }
  }

  /**
   * As the server takes it: where it cannot tell the type of a parameter, that of its argument is
   * named. Outside a transaction only, where nobody knows yet; inside one it has failed.
   */
  private PreparedStatement determined(
      Call call, RegisteredStatement text, @Nullable Object[] arguments) {
    Undetermined open = text.undetermined();
    if (open.isNone() && text.known() != null) {
      return known(call, text);
    }
    List<Integer> named = ArgumentTypes.told(open, arguments, call.types());
    PgServerException first = null;
    while (true) {
      try {
        PreparedStatement found = known(call, named.isEmpty() ? text : text.naming(named));
        text.determined(open);
        return found;
      } catch (PgServerException refused) {
        first = first == null ? refused : first;
        open = ArgumentTypes.after(refused, open);
        List<Integer> more = ArgumentTypes.told(open, arguments, call.types());
        if (!call.idle() || more.equals(named)) {
          throw first;
        }
        named = more;
      }
    }
  }

  /** With types that say more than text; as it was where the server wants text after all. */
  private PreparedStatement better(Call call, PreparedStatement found, List<Integer> oids) {
    try {
      return known(call, found.text().naming(oids));
    } catch (PgServerException refused) {
      if (!call.idle() || !refused.sqlState().sqlClass().equals("42")) {
        throw refused;
      }
      return found;
    }
  }

  private PreparedStatement known(Call call, RegisteredStatement text) {
    PreparedStatement known = text.known();
    if (known == null) {
      return Describing.run(call, text, registry);
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
  <T> T execute(
      Call call,
      String sql,
      @Nullable Object[] arguments,
      Function<PreparedStatement, T> execution) {
    boolean alone = call.channel().status() == TransactionStatus.IDLE;
    RegisteredStatement text = text(sql);
    boolean believed = text.known() != null;
    PreparedStatement statement = get(call, text, arguments);
    try {
      return execution.apply(trace.on(statement));
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
    probe.retried();
    try {
      T result = execution.apply(trace.on(get(call, statement.text(), arguments)));
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
    return !Describing.anew(call, statement.text(), registry).takesTheSameAs(statement)
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

  /** Whether a refusal before execution may come of a description that no longer holds. */
  private static boolean outdated(PgServerException refusal) {
    return refusal instanceof PgStalePlanException
        || refusal.sqlState().sqlClass().equals("42")
        || refusal.sqlState().code().equals("08P01");
  }
}
