// SPDX-License-Identifier: Apache-2.0
package dev.upq.connection;

import dev.upq.fault.PgUsageException;
import dev.upq.row.RowMapping;
import java.util.AbstractCollection;
import java.util.Collection;
import java.util.Iterator;
import org.jspecify.annotations.Nullable;

/**
 * Rows of a batch whose values have names, as rows of arguments. One thread at a time.
 *
 * <p>Each row is read when the batch comes to it. A collection stays one, so that the batch can
 * read it once more.
 */
final class NamedRows {

  private final RowMapping mapping;
  private final String sql;

  private NamedRows(RowMapping mapping, String sql) {
    this.mapping = mapping;
    this.sql = sql;
  }

  /** Has the batch run, with the text that has numbers in the place of names. */
  static long[] run(BatchSession session, BatchMode mode, String sql, Iterable<?> rows) {
    NamedRows named = new NamedRows(session.mapping(), sql);
    if (rows instanceof Collection<?> many) {
      if (many.isEmpty()) {
        return new long[0];
      }
      return session.executeBatch(mode, named.text(many.iterator().next()), named.counted(many));
    }
    Ahead ahead = new Ahead(rows.iterator());
    if (!ahead.hasNext()) {
      return new long[0];
    }
    return session.executeBatch(mode, named.text(ahead.first()), () -> named.arguments(ahead));
  }

  private String text(@Nullable Object row) {
    return mapping.named(sql, present(row), (text, values) -> text);
  }

  private @Nullable Object[] arguments(@Nullable Object row) {
    return mapping.named(sql, present(row), (text, values) -> values);
  }

  private static Object present(@Nullable Object row) {
    if (row == null) {
      throw new PgUsageException("a row of the batch is null; give a record or a Map");
    }
    return row;
  }

  private Iterator<@Nullable Object[]> arguments(Iterator<?> its) {
    return new Iterator<>() {
      @Override
      public boolean hasNext() {
        return its.hasNext();
      }

      @Override
      public @Nullable Object[] next() {
        return arguments(its.next());
      }
    };
  }

  private Collection<@Nullable Object[]> counted(Collection<?> many) {
    return new AbstractCollection<>() {
      @Override
      public Iterator<@Nullable Object[]> iterator() {
        return arguments(many.iterator());
      }

      @Override
      public int size() {
        return many.size();
      }
    };
  }

  /** Rows that are read once, of which the first was looked at. */
  private static final class Ahead implements Iterator<Object> {

    private final Iterator<?> rest;
    private @Nullable Object first;

    Ahead(Iterator<?> rest) {
      this.rest = rest;
    }

    Object first() {
      Object its = rest.next();
      first = its;
      return its;
    }

    @Override
    public boolean hasNext() {
      return first != null || rest.hasNext();
    }

    @Override
    public Object next() {
      Object its = first;
      first = null;
      return its == null ? rest.next() : its;
    }
  }
}
