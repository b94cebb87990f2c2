// SPDX-License-Identifier: Apache-2.0
package dev.upq.connection;

import dev.upq.exchange.Begun;
import dev.upq.exchange.Call;
import dev.upq.exchange.Fetch;
import dev.upq.fault.PgException;
import dev.upq.fault.PgResultException;
import dev.upq.fault.PgUsageException;
import dev.upq.row.Columns;
import dev.upq.row.RowCursor;
import dev.upq.row.RowMapper;
import dev.upq.statement.PreparedStatement;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/**
 * Rows that come as they are read, in bounded memory. One thread at a time; close it when done,
 * whether or not all rows were read. Can be iterated once.
 *
 * <p>Inside a transaction they are asked for in portions of about {@code fetch_size} bytes, the
 * next when half of the last has been read. Closing early closes the portal and harms nothing.
 * Outside one they come by themselves, and a reader that is slow slows the server. Closing early
 * then waits up to 3 ms for a rest of up to 1 MiB; where it does not come, the statement is
 * cancelled, and what runs next on the connection waits for that.
 */
public final class Rows<T> implements Iterable<T>, AutoCloseable {

  private final PgConnection connection;
  private final Fetch fetch;
  private final RowCursor<T> cursor;
  private final long tenant;
  private final Executed told;
  private boolean iterated;
  private boolean open = true;
  private boolean givenUp;
  private @Nullable Runnable onClose;

  private Rows(PgConnection connection, Fetch fetch, RowMapper<T> mapper, Executed told) {
    this.connection = connection;
    this.told = told;
    this.fetch = fetch;
    this.cursor = new RowCursor<>(fetch.columns(), mapper);
    if (!mapper.keepsRow()) {
      fetch.keepsNothing();
    }
    this.tenant = connection.tenant();
  }

  static <T> Rows<T> open(
      PgConnection connection,
      Call call,
      Executed told,
      PreparedStatement statement,
      Function<Columns, RowMapper<T>> mapping,
      @Nullable Object[] arguments,
      String portal,
      int fetchBytes) {
    told.place(statement.text().place());
    RowMapper<T> mapper = mapping.apply(statement.columns());
    Fetch fetch =
        portal.isEmpty()
            ? Fetch.all(call, statement, arguments)
            : Fetch.portal(call, statement, arguments, portal, fetchBytes);
    if (fetch.columns().sameAs(statement.columns())) {
      return new Rows<>(connection, fetch, mapper, told);
    }
    try {
      return new Rows<>(connection, fetch, mapping.apply(fetch.columns()), told);
    } catch (RuntimeException misfit) {
      fetch.abandon();
      throw misfit;
    }
  }

  public Columns columns() {
    return fetch.columns();
  }

  /**
   * The next row, empty after the last. Waits for it.
   *
   * @throws PgUsageException where the connection was given back before they were read
   */
  public Optional<T> next() {
    return advance() ? Optional.of(mapped()) : Optional.empty();
  }

  /** Goes to the next row, waits for it; false after the last. */
  private boolean advance() {
    if (givenUp || (open && tenant != connection.tenant())) {
      throw new PgUsageException(
          "the connection was given back before these rows were read; read them first");
    }
    if (!open) {
      return false;
    }
    boolean there;
    try {
      there = fetch.next();
    } catch (PgException failed) {
      end(failed);
      throw Begun.told(failed);
    }
    if (there) {
      told.counted(1);
    } else {
      end(null);
    }
    return there;
  }

  private T mapped() {
    return cursor.map(fetch.array(), fetch.body());
  }

  /** Every row that is left, one after the other; closes at the end. */
  @Override
  public void forEach(Consumer<? super T> action) {
    try (this) {
      for (T row : this) {
        action.accept(row);
      }
    }
  }

  /**
   * The only row; closes. Reads two rows at most, however many there are.
   *
   * @throws PgResultException where there is none, or a second: told apart by {@link
   *     PgResultException#rowCount()}
   */
  public T one() {
    return optional().orElseThrow(PgResultException::noRow);
  }

  /**
   * The only row, or empty where there is none; closes. Reads two rows at most.
   *
   * @throws PgResultException where there is a second
   */
  public Optional<T> optional() {
    try (this) {
      Optional<T> first = next();
      if (first.isPresent() && next().isPresent()) {
        throw PgResultException.severalRows("there is a second");
      }
      return first;
    }
  }

  /** The rows as a sequential stream, which closes this when it is closed. */
  public Stream<T> stream() {
    return StreamSupport.stream(spliterator(), false).onClose(this::close);
  }

  @Override
  public Iterator<T> iterator() {
    if (iterated) {
      throw new PgUsageException("these rows were read already; run the query again");
    }
    iterated = true;
    return new Iterator<>() {
      private boolean looked;
      private boolean there;

      @Override
      public boolean hasNext() {
        if (!looked) {
          there = advance();
          looked = true;
        }
        return there;
      }

      @Override
      public T next() {
        if (!hasNext()) {
          throw new NoSuchElementException();
        }
        looked = false;
        return mapped();
      }
    };
  }

  /** Runs {@code task} once when this is closed: the pool takes its connection back. Set once. */
  public Rows<T> onClose(Runnable task) {
    onClose = task;
    return this;
  }

  /** Gives up what is left. Idempotent; does nothing once the connection has been given back. */
  @Override
  public void close() {
    if (!open || tenant != connection.tenant()) {
      return;
    }
    PgException failure = null;
    try {
      fetch.close();
    } catch (PgException failed) {
      failure = failed;
      throw Begun.told(failed);
    } finally {
      end(failure);
    }
  }

  /**
   * Gives up what is left without waiting for anything; the connection is settled by its keeper.
   */
  void abandon() {
    if (open) {
      givenUp = true;
      fetch.abandon();
      end(null);
    }
  }

  private void end(@Nullable PgException failure) {
    open = false;
    connection.closed(this);
    told.end(failure);
    Runnable task = onClose;
    onClose = null;
    if (task != null) {
      task.run();
    }
  }
}
