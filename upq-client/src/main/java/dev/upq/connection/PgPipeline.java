// SPDX-License-Identifier: Apache-2.0
package dev.upq.connection;

import dev.upq.exchange.Call;
import dev.upq.exchange.Pipeline;
import dev.upq.fault.PgException;
import dev.upq.fault.PgServerException;
import dev.upq.fault.PgSkippedException;
import dev.upq.fault.PgStalePlanException;
import dev.upq.fault.PgUsageException;
import dev.upq.row.QueryResult;
import dev.upq.row.RowMapper;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Statements that leave together in one burst; their answers are bound where the questions are
 * asked. One thread at a time.
 *
 * <pre>{@code
 * try (PgPipeline pipeline = connection.pipeline()) {
 *   Pending<Long> count = pipeline.query("select count(*) from flight").map(QueryResult::oneLong);
 *   Pending<QueryResult> added = pipeline.query("insert into note values ($1)", "hello");
 *   pipeline.barrier();
 *   pipeline.query("delete from note where id = $1", 7);
 *   pipeline.run();
 *   System.out.println(count.get());
 * }
 * }</pre>
 *
 * <p>Statements between two barriers are one implicit transaction, unless an explicit one is open:
 * one error undoes them all and skips what is left up to the next barrier. Statements that were
 * never prepared before are prepared in bursts of their own first; where one cannot be, nothing
 * between its barriers is sent. One that the server no longer takes as it was prepared fails with
 * {@link PgStalePlanException}, and is prepared anew when it is added again.
 */
public final class PgPipeline implements AutoCloseable {

  private final PgConnection connection;
  private final long tenant;
  private final List<Item> items = new ArrayList<>();

  PgPipeline(PgConnection connection) {
    this.connection = connection;
    this.tenant = connection.tenant();
  }

  /** An answer that is there after {@link #run()}. Confined to the pipeline's thread. */
  public static final class Pending<T> {

    private final Item item;
    private final Function<QueryResult, T> reading;

    private Pending(Item item, Function<QueryResult, T> reading) {
      this.item = item;
      this.reading = reading;
    }

    /**
     * The answer.
     *
     * @throws PgServerException where this statement failed
     * @throws PgSkippedException where one before it did
     * @throws PgUsageException where the pipeline has not been run
     */
    public T get() {
      return switch (item.outcome) {
        case null ->
            throw new PgUsageException("the pipeline was not run yet; call run() before get()");
        case Pipeline.Outcome.Done done -> reading.apply(done.result());
        case Pipeline.Outcome.Failed failed -> throw failed.failure();
      };
    }

    /** The answer through a function, applied at each {@link #get()}. */
    public <U> Pending<U> map(Function<? super T, ? extends U> function) {
      return new Pending<>(item, result -> function.apply(reading.apply(result)));
    }

    /** The only row as a {@code type}. */
    public <U> Pending<U> one(Class<U> type) {
      return new Pending<>(item, result -> result.one(type));
    }

    /** Every row as a {@code type}. */
    public <U> Pending<List<U>> list(Class<U> type) {
      return new Pending<>(item, result -> result.list(type));
    }

    /** Every row through {@code mapper}. */
    public <U> Pending<List<U>> list(RowMapper<U> mapper) {
      return new Pending<>(item, result -> result.list(mapper));
    }
  }

  private static final class Item {
    private final String sql;
    private final List<@Nullable Object> arguments;
    private boolean barrier;
    private Pipeline.@Nullable Outcome outcome;

    Item(String sql, @Nullable Object[] arguments) {
      this.sql = sql;
      this.arguments =
          Collections.unmodifiableList(new ArrayList<@Nullable Object>(Arrays.asList(arguments)));
    }
  }

  /** Adds a statement. Nothing is sent before {@link #run()}. */
  public Pending<QueryResult> query(String sql, @Nullable Object... arguments) {
    Item item = new Item(sql, arguments);
    items.add(item);
    return new Pending<>(item, result -> result);
  }

  /** Adds a statement of which only the number of changed rows matters. */
  public Pending<Long> execute(String sql, @Nullable Object... arguments) {
    return query(sql, arguments).map(QueryResult::affectedRows);
  }

  /**
   * Ends the unit that the statements up to here are; what follows is carried out whatever becomes
   * of them.
   */
  public void barrier() {
    if (!items.isEmpty()) {
      items.getLast().barrier = true;
    }
  }

  /**
   * Sends what was added and waits for all answers. Failures of single statements are told by their
   * {@link Pending}; what ends the conversation itself is thrown.
   *
   * @throws PgUsageException where the connection has been given back
   */
  public void run() {
    if (items.isEmpty()) {
      return;
    }
    List<Item> batch = List.copyOf(items);
    items.clear();
    PgException ended = connection.taken(() -> run(batch));
    if (ended != null) {
      throw ended;
    }
  }

  /** Forgets what was added and not run. */
  @Override
  public void close() {
    items.clear();
  }

  private @Nullable PgException run(List<Item> batch) {
    if (tenant != connection.tenant()) {
      throw new PgUsageException(
          "the connection of this pipeline has been given back; make a pipeline of what is borrowed"
              + " now");
    }
    Call call = connection.call();
    List<Item> ready = new ArrayList<>();
    List<Pipeline.Outcome> outcomes = outcomes(call, batch, ready);
    PgException ended = null;
    for (int i = 0; i < outcomes.size(); i++) {
      PgException failure = settle(call, ready.get(i), outcomes.get(i));
      ended = failure == null ? ended : failure;
    }
    return ended;
  }

  /**
   * Notes what became of an item; returns the failure where it is that of the whole conversation.
   */
  private @Nullable PgException settle(Call call, Item item, Pipeline.Outcome outcome) {
    item.outcome = outcome;
    return switch (outcome) {
      case Pipeline.Outcome.Done done -> {
        call.held().noted(done.result().commandTag(), item.sql);
        yield null;
      }
      case Pipeline.Outcome.Failed failed ->
          switch (failed.failure()) {
            case PgStalePlanException stale -> {
              connection.statements().forget(item.sql, stale);
              yield null;
            }
            case PgServerException told -> null;
            case PgSkippedException skipped -> null;
            case PgUsageException misuse -> null;
            case PgException conversation -> conversation;
          };
    };
  }

  private List<Pipeline.Outcome> outcomes(Call call, List<Item> batch, List<Item> ready) {
    List<Pipeline.Step> steps = new ArrayList<>();
    int from = 0;
    while (from < batch.size()) {
      int to = segmentEnd(batch, from);
      prepare(call, batch.subList(from, to), ready, steps);
      from = to;
    }
    return Pipeline.run(call, steps);
  }

  private static int segmentEnd(List<Item> batch, int from) {
    int to = from;
    while (to < batch.size() - 1 && !batch.get(to).barrier) {
      to++;
    }
    return to + 1;
  }

  private void prepare(Call call, List<Item> segment, List<Item> ready, List<Pipeline.Step> steps) {
    List<Pipeline.Step> own = new ArrayList<>();
    for (int i = 0; i < segment.size(); i++) {
      Item item = segment.get(i);
      try {
        own.add(
            new Pipeline.Step(
                connection.statements().get(call, item.sql, item.arguments.size()),
                item.arguments,
                i == segment.size() - 1));
      } catch (PgServerException refused) {
        fail(segment, i, refused);
        return;
      }
    }
    ready.addAll(segment);
    steps.addAll(own);
  }

  private static void fail(List<Item> segment, int culprit, PgServerException refused) {
    for (int i = 0; i < segment.size(); i++) {
      segment.get(i).outcome =
          new Pipeline.Outcome.Failed(
              i == culprit
                  ? refused
                  : new PgSkippedException(
                      "not sent, because a statement of the same unit cannot be prepared: "
                          + refused.getMessage(),
                      refused));
    }
  }
}
