// SPDX-License-Identifier: Apache-2.0
package dev.upq.connection;

import dev.upq.exchange.Pipeline;
import dev.upq.fault.PgException;
import dev.upq.fault.PgServerException;
import dev.upq.fault.PgSkippedException;
import dev.upq.fault.PgStalePlanException;
import dev.upq.fault.PgUsageException;
import dev.upq.probe.Execution.Way;
import dev.upq.row.QueryResult;
import dev.upq.row.Row;
import dev.upq.row.RowMapper;
import dev.upq.row.RowMapping;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Statements that are sent ahead of their answers; the answers are bound where the questions are
 * asked. One thread at a time.
 *
 * <pre>{@code
 * try (PgPipeline pipeline = pg.pipeline()) {
 *   Pending<Long> count = pipeline.query("select count(*) from flight").map(QueryResult::oneLong);
 *   Pending<List<Airport>> airports = pipeline.query("select * from airport").list(Airport.class);
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
 *
 * <p>Requests leave in pieces of about 64 KiB while answers are read, so neither their number nor
 * their size can block either side. An answer is read by its {@linkplain Pending#map function} when
 * it comes, and its bytes are let go; one without a function is held as it is. {@code
 * max_result_size} bounds each statement's answer by itself.
 *
 * <p>A pipeline of a pool borrows a connection for each {@link #run()}. What its statements leave
 * behind in the session (SET, LISTEN, temporary tables, a transaction begun by a statement of its
 * own) is the affair of whoever writes them: use a lease for those.
 */
public final class PgPipeline implements AutoCloseable {

  private final Place place;
  private final RowMapping mapping;
  // Whose connection it was made on, where it was made on one.
  private final OptionalLong tenant;
  private final List<PgPipelineItem> items = new ArrayList<>();

  /** Where a pipeline runs: it has a connection for as long as its work takes. */
  @FunctionalInterface
  public interface Place {

    /** Calls {@code work} once with a connection that nobody else uses meanwhile. */
    void use(Consumer<PgConnection> work);

    /** Is told of each statement before it is added; what this throws keeps it out. */
    default void accept(String sql) {}
  }

  PgPipeline(PgConnection connection) {
    this.place = work -> work.accept(connection);
    this.mapping = connection.mapping();
    this.tenant = OptionalLong.of(connection.tenant());
  }

  private PgPipeline(Place place, RowMapping mapping) {
    this.place = place;
    this.mapping = mapping;
    this.tenant = OptionalLong.empty();
  }

  /**
   * A pipeline for whose every run {@code place} gives a connection.
   *
   * @param mapping how names of parameters are understood
   */
  public static PgPipeline on(Place place, RowMapping mapping) {
    return new PgPipeline(place, mapping);
  }

  /**
   * An answer that is there after {@link #run()}. Confined to the pipeline's thread.
   *
   * <p>Its function is applied once, while the pipeline runs, when the answer comes; what it throws
   * comes out of {@link #get()} and harms nothing else. It must not use the connection. An answer
   * that was given a function before the run is that function's alone: ask what {@link #map}
   * returned.
   */
  public static final class Pending<T> {

    private final PgPipelineItem item;
    private final Function<QueryResult, T> reading;
    private @Nullable Supplier<T> answer;

    private Pending(PgPipelineItem item, Function<QueryResult, T> reading) {
      this.item = item;
      this.reading = reading;
    }

    /**
     * The answer.
     *
     * @throws PgServerException where this statement failed; a suppressed exception says which item
     *     of the pipeline it is, and its text
     * @throws PgSkippedException where one before it did
     * @throws PgUsageException where the pipeline has not been run, or the answer was given a
     *     function and is no longer there itself
     */
    public T get() {
      return switch (item.outcome) {
        case null ->
            throw new PgUsageException("the pipeline was not run yet; call run() before get()");
        case Pipeline.Outcome.Done done -> answer().get();
        case Pipeline.Outcome.Failed failed -> throw failed.failure();
      };
    }

    /** The answer through a function. */
    public <U> Pending<U> map(Function<? super T, ? extends U> function) {
      if (item.outcome == null) {
        return instead(result -> function.apply(reading.apply(result)));
      }
      Pending<U> mapped = new Pending<>(item, result -> function.apply(reading.apply(result)));
      if (item.outcome instanceof Pipeline.Outcome.Done) {
        Supplier<T> whole = answer();
        mapped.answer = outcome(() -> function.apply(whole.get()));
      }
      return mapped;
    }

    /** The only row as a {@code type}. */
    public <U> Pending<U> one(Class<U> type) {
      return result(result -> result.one(type));
    }

    /** Every row as a {@code type}. */
    public <U> Pending<List<U>> list(Class<U> type) {
      return result(result -> result.list(type));
    }

    /** Every row through {@code mapper}. */
    public <U> Pending<List<U>> list(RowMapper<U> mapper) {
      return result(result -> result.list(mapper));
    }

    /**
     * Hands over every row, and keeps none; the answer is how many there were. The rows are handed
     * over before it is known whether the statement's unit succeeds.
     */
    public Pending<Long> each(Consumer<? super Row> consumer) {
      return result(
          result -> {
            result.forEach(consumer);
            return (long) result.size();
          });
    }

    private <U> Pending<U> result(Function<QueryResult, U> function) {
      return item.outcome == null ? instead(function) : whole().map(function);
    }

    /** After the run: this as the answer itself, which it is where it has no function. */
    private Pending<QueryResult> whole() {
      Pending<QueryResult> whole = new Pending<>(item, result -> result);
      if (answer != null && answer.get() instanceof QueryResult result) {
        whole.answer = () -> result;
      }
      return whole;
    }

    private <U> Pending<U> instead(Function<QueryResult, U> function) {
      Pending<U> reader = new Pending<>(item, function);
      item.notRead(this);
      item.read(reader);
      return reader;
    }

    /** The result has come. */
    void read(QueryResult result) {
      answer = outcome(() -> reading.apply(result));
    }

    private Supplier<T> answer() {
      if (answer == null) {
        throw new PgUsageException(
            "this answer was given a function before the pipeline ran; ask what map() returned");
      }
      return answer;
    }

    /** What the function gives, or throws, each time that it is asked for. */
    private static <U> Supplier<U> outcome(Supplier<U> function) {
      try {
        U value = function.get();
        return () -> value;
      } catch (RuntimeException thrown) {
        return () -> {
          throw thrown;
        };
      } catch (Error thrown) {
        return () -> {
          throw thrown;
        };
      }
    }
  }

  /** Adds a statement. Nothing is sent before {@link #run()}. */
  public Pending<QueryResult> query(String sql, @Nullable Object... arguments) {
    place.accept(sql);
    PgPipelineItem item = new PgPipelineItem(sql, arguments);
    items.add(item);
    Pending<QueryResult> whole = new Pending<>(item, result -> result);
    item.read(whole);
    return whole;
  }

  /**
   * Adds a statement whose parameters have names, {@code :name}, with the components of a record;
   * see {@link PgSession#query(String, Record)}. What does not fit is refused at once.
   */
  public Pending<QueryResult> query(String sql, Record parameters) {
    return mapping.named(sql, parameters, (text, values) -> query(text, values));
  }

  /** As {@link #query(String, Record)}, with the values that a map has under those names. */
  public Pending<QueryResult> query(String sql, Map<String, ?> parameters) {
    return mapping.named(sql, parameters, (text, values) -> query(text, values));
  }

  /** As {@link #query(String, Record)}, for the number of changed rows. */
  public Pending<Long> execute(String sql, Record parameters) {
    return query(sql, parameters).map(QueryResult::affectedRows);
  }

  /** As {@link #query(String, Map)}, for the number of changed rows. */
  public Pending<Long> execute(String sql, Map<String, ?> parameters) {
    return query(sql, parameters).map(QueryResult::affectedRows);
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
   * {@link Pending}; what ends the conversation itself is thrown. What was added is gone
   * afterwards, unless there was no connection to be had.
   *
   * @throws PgUsageException where the connection has been given back
   */
  public void run() {
    if (!items.isEmpty()) {
      place.use(connection -> connection.taken(() -> run(connection)));
    }
  }

  /** Forgets what was added and not run. */
  @Override
  public void close() {
    items.clear();
  }

  private boolean run(PgConnection connection) {
    List<PgPipelineItem> batch = List.copyOf(items);
    items.clear();
    if (tenant.isPresent() && tenant.getAsLong() != connection.tenant()) {
      throw new PgUsageException(
          "the connection of this pipeline has been given back; make a pipeline of what is borrowed"
              + " now");
    }
    Executed told = connection.teller().begun(batch.getFirst().sql, Way.PIPELINE);
    PgException ended = new PgPipelineRun(connection, connection.call()).all(batch, told);
    if (ended != null) {
      throw ended;
    }
    return true;
  }
}
