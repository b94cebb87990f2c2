// SPDX-License-Identifier: Apache-2.0
package dev.upq.statement;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The statements that one session holds prepared, by their text; the one used longest ago goes
 * first. One thread at a time: it belongs to whoever holds the connection.
 */
public final class StatementCache {

  private final int capacity;
  private final LinkedHashMap<String, PreparedStatement> bySql =
      new LinkedHashMap<>(16, 0.75f, true);
  private final List<String> toClose = new ArrayList<>();
  private final List<String> held = new ArrayList<>();
  private boolean holding;
  private long lastName;

  /** Holds up to {@code capacity} statements, at least one. */
  public StatementCache(int capacity) {
    this.capacity = Math.max(1, capacity);
  }

  public @Nullable PreparedStatement find(String sql) {
    return bySql.get(sql);
  }

  /** A name that this session has never used. */
  public String nextName() {
    return "upq_" + ++lastName;
  }

  /**
   * Remembers a statement that the server has parsed; pushes out the one used longest ago where it
   * is full.
   */
  public void add(PreparedStatement statement) {
    PreparedStatement replaced = bySql.put(statement.sql(), statement);
    if (replaced != null) {
      close(replaced.name());
    }
    if (bySql.size() > capacity) {
      Map.Entry<String, PreparedStatement> eldest = bySql.firstEntry();
      bySql.remove(eldest.getKey());
      close(eldest.getValue().name());
    }
  }

  /** Has the server told, with a later burst, to close what may have that name. */
  public void close(String name) {
    (holding ? held : toClose).add(name);
  }

  /**
   * From now on to {@link #release()} what is pushed out stays open on the server: a burst that is
   * being put together may use it.
   */
  public void hold() {
    holding = true;
  }

  /** The burst has been sent. */
  public void release() {
    holding = false;
    toClose.addAll(held);
    held.clear();
  }

  /** Forgets a statement that no longer fits; the server is told with the next burst. */
  public void forget(PreparedStatement statement) {
    if (bySql.remove(statement.sql(), statement)) {
      close(statement.name());
    }
  }

  /** Forgets everything because the server has (DISCARD ALL, DEALLOCATE ALL). */
  public void clear() {
    bySql.clear();
    toClose.clear();
    held.clear();
  }

  /** Takes the names that the server is to be told to close; the caller sends a Close for each. */
  public List<String> takeToClose() {
    List<String> names = List.copyOf(toClose);
    toClose.clear();
    return names;
  }

  public int size() {
    return bySql.size();
  }
}
