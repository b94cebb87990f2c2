// SPDX-License-Identifier: Apache-2.0
package dev.upq.statement;

import java.security.SecureRandom;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The texts that a runtime knows, shared by all its connections: each is described once, and has
 * the same name on all of them. Thread-safe.
 *
 * <p>Names hold a random part of the registry's own, so that two processes behind one pooler cannot
 * meet. What a connection holds prepared is in its {@link HeldStatements}.
 *
 * <p>Bounded by count and by the length of the texts: where one bound is passed, the eighth that
 * was used longest ago is forgotten. A text that comes again gets a new name.
 */
public final class PreparedStatementRegistry {

  private static final int MAX_TEXTS = 4_096;
  private static final long MAX_CHARACTERS = 16L << 20;
  private static final int SHARE_THAT_GOES = 8;

  private final boolean named;
  private final String prefix;
  private final ConcurrentHashMap<String, RegisteredStatement> texts = new ConcurrentHashMap<>();
  private final AtomicReference<@Nullable String> home = new AtomicReference<>();
  private final ReentrantLock evicting = new ReentrantLock();
  private final AtomicLong lastId = new AtomicLong();
  private final AtomicLong characters = new AtomicLong();
  private final LongAdder uses = new LongAdder();
  private final LongAdder misses = new LongAdder();
  private final LongAdder heals = new LongAdder();
  private final LongAdder evictions = new LongAdder();
  private final AtomicLong tick = new AtomicLong();

  /**
   * Counts since the registry was made.
   *
   * @param hits uses of a text that was described already
   * @param misses uses that had to ask the server for a description
   * @param heals descriptions that no longer held, and were made anew without an error
   * @param evictions texts that were forgotten because of the bounds
   * @param texts how many are known now
   */
  public record Counts(long hits, long misses, long heals, long evictions, int texts) {}

  private PreparedStatementRegistry(boolean named) {
    this.named = named;
    byte[] random = new byte[4];
    new SecureRandom().nextBytes(random);
    this.prefix = "upq_" + HexFormat.of().formatHex(random) + "_";
  }

  /** A registry whose statements stay prepared under their names. */
  public static PreparedStatementRegistry named() {
    return new PreparedStatementRegistry(true);
  }

  /**
   * A registry for sessions that do not keep what was prepared, for example behind a pooler in
   * transaction mode: every burst parses its unnamed statement.
   */
  public static PreparedStatementRegistry unnamed() {
    return new PreparedStatementRegistry(false);
  }

  /** True where statements stay prepared under their names. */
  public boolean isNamed() {
    return named;
  }

  /** The entry of a text, made where there is none. */
  public RegisteredStatement text(String sql) {
    return entry(sql, sql);
  }

  private RegisteredStatement entry(String key, String sql) {
    RegisteredStatement known = texts.get(key);
    if (known == null) {
      known = add(key, sql);
    }
    known.used(tick.get());
    uses.increment();
    return known;
  }

  /**
   * The entry of a text in a session with that search_path: what a name in the text stands for
   * depends on it. Texts under the search_path that was seen first have entries in common, texts
   * under any other have their own.
   *
   * @param searchPath as the server reports it
   */
  public RegisteredStatement text(String sql, String searchPath) {
    boolean atHome = searchPath.equals(home.get()) || home.compareAndSet(null, searchPath);
    return atHome ? text(sql) : elsewhere(sql, searchPath);
  }

  /** The entry of a text in a session that has left the search_path of the others. */
  public RegisteredStatement elsewhere(String sql, String searchPath) {
    return entry(searchPath + '\0' + sql, sql);
  }

  /** A text had to be described. */
  public void missed() {
    misses.increment();
  }

  /** A description that no longer held was made anew, and the caller saw nothing of it. */
  public void healed() {
    heals.increment();
  }

  public Counts counts() {
    long missed = misses.sum();
    return new Counts(
        Math.max(0, uses.sum() - missed), missed, heals.sum(), evictions.sum(), texts.size());
  }

  /** The entry of a text if there is one; does not count as a use. */
  public @Nullable RegisteredStatement find(String sql) {
    return texts.get(sql);
  }

  private RegisteredStatement add(String key, String sql) {
    tick.incrementAndGet();
    RegisteredStatement made =
        new RegisteredStatement(
            key, sql, named ? prefix + Long.toString(lastId.incrementAndGet(), 36) : "");
    RegisteredStatement other = texts.putIfAbsent(key, made);
    if (other != null) {
      return other;
    }
    long held = characters.addAndGet(sql.length());
    if (texts.size() > MAX_TEXTS || held > MAX_CHARACTERS) {
      evict(made);
    }
    return made;
  }

  private void evict(RegisteredStatement justMade) {
    evicting.lock();
    try {
      if (texts.size() > MAX_TEXTS || characters.get() > MAX_CHARACTERS) {
        evictOldest(justMade);
      }
    } finally {
      evicting.unlock();
    }
  }

  private void evictOldest(RegisteredStatement justMade) {
    List<RegisteredStatement> oldest =
        texts.values().stream()
            .filter(text -> text != justMade)
            .sorted(Comparator.comparingLong(RegisteredStatement::lastUsed))
            .limit(texts.size() / SHARE_THAT_GOES + 1L)
            .toList();
    for (RegisteredStatement text : oldest) {
      if (texts.remove(text.key(), text)) {
        characters.addAndGet(-text.sql().length());
        evictions.increment();
      }
    }
  }
}
