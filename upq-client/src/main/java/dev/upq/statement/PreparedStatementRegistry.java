// SPDX-License-Identifier: Apache-2.0
package dev.upq.statement;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
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
 *
 * <p>A new connection may be given the {@linkplain #hottest most used} texts ahead of use, and what
 * is known may {@linkplain #kept outlive} the registry.
 */
public final class PreparedStatementRegistry {

  private static final int MAX_TEXTS = 4_096;
  private static final long MAX_BYTES = 16L << 20;
  private static final int SHARE_THAT_GOES = 8;

  /** After so many uses of all texts those that lie back count half. */
  private static final long USES_TO_COOL = 65_536;

  /** A text that was used less often of late is not given to anybody ahead of use. */
  private static final long HOT_USES = 2;

  private final boolean named;
  private final int maxTexts;
  private final long maxBytes;
  private final long unnamedUses;
  private final String prefix;
  private final ConcurrentHashMap<String, RegisteredStatement> texts = new ConcurrentHashMap<>();
  private final AtomicReference<@Nullable String> home = new AtomicReference<>();
  private final ReentrantLock evicting = new ReentrantLock();
  private final AtomicLong lastId = new AtomicLong();
  private final AtomicLong bytes = new AtomicLong();
  private final AtomicLong cooledAt = new AtomicLong();
  private final PoolerSigns pooler = new PoolerSigns();
  private final LongAdder uses = new LongAdder();
  private final LongAdder misses = new LongAdder();
  private final LongAdder heals = new LongAdder();
  private final LongAdder outdated = new LongAdder();
  private final LongAdder evictions = new LongAdder();
  private final LongAdder pushedOut = new LongAdder();
  private final AtomicLong tick = new AtomicLong();

  /**
   * Counts since the registry was made.
   *
   * @param hits uses of a text that was described already
   * @param misses uses that had to ask the server for a description
   * @param heals descriptions that no longer held, and were made anew without an error
   * @param outdated descriptions that were given up because a statement of the runtime's own has
   *     changed the schema
   * @param evictions texts that were forgotten because of the registry's bounds
   * @param pushedOut statements that a connection closed because of its bounds
   * @param texts how many are known now
   */
  public record Counts(
      long hits,
      long misses,
      long heals,
      long outdated,
      long evictions,
      long pushedOut,
      int texts) {}

  private PreparedStatementRegistry(boolean named, int maxTexts, long maxBytes, long unnamedUses) {
    this.named = named;
    this.maxTexts = maxTexts;
    this.maxBytes = maxBytes;
    this.unnamedUses = unnamedUses;
    // It keeps processes apart and nothing secret: a SecureRandom would cost a start 20 ms.
    int random = ThreadLocalRandom.current().nextInt();
    this.prefix = "upq_" + HexFormat.of().toHexDigits(random) + "_";
  }

  /** A registry whose statements stay prepared under their names. */
  public static PreparedStatementRegistry named() {
    return named(MAX_TEXTS, MAX_BYTES);
  }

  /**
   * As {@link #named()}, with bounds of its own.
   *
   * @param maxTexts how many texts it knows at most, 1 or more
   * @param maxBytes how long they are at most together, in bytes of UTF-8
   */
  public static PreparedStatementRegistry named(int maxTexts, long maxBytes) {
    return named(maxTexts, maxBytes, 0);
  }

  /**
   * As {@link #named(int, long)}, where a text has to be worth a name.
   *
   * @param unnamedUses so many uses of a text go unnamed, and leave nothing on the server; 0 or
   *     more
   */
  public static PreparedStatementRegistry named(int maxTexts, long maxBytes, long unnamedUses) {
    return new PreparedStatementRegistry(true, maxTexts, maxBytes, unnamedUses);
  }

  /**
   * A registry for sessions that do not keep what was prepared, for example behind a pooler in
   * transaction mode: every burst parses its unnamed statement.
   */
  public static PreparedStatementRegistry unnamed() {
    return unnamed(MAX_TEXTS, MAX_BYTES);
  }

  /** As {@link #unnamed()}, with bounds of its own, as {@link #named(int, long)} has them. */
  public static PreparedStatementRegistry unnamed(int maxTexts, long maxBytes) {
    return new PreparedStatementRegistry(false, maxTexts, maxBytes, 0);
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
    used(known);
    return known;
  }

  /** The entry of a text, made where there is none; counted as a use by {@link #used} only. */
  public RegisteredStatement look(String sql) {
    RegisteredStatement known = texts.get(sql);
    return known == null ? add(sql, sql) : known;
  }

  /** A text is used. */
  public void used(RegisteredStatement text) {
    text.used(tick.get());
    uses.increment();
  }

  /**
   * The entry of a text in a session with that search_path: what a name in the text stands for
   * depends on it. Texts under the search_path that was seen first have entries in common, texts
   * under any other have their own.
   *
   * @param searchPath as the server reports it
   */
  public RegisteredStatement text(String sql, String searchPath) {
    return atHome(searchPath) ? text(sql) : elsewhere(sql, searchPath);
  }

  private boolean atHome(String searchPath) {
    return searchPath.equals(home.get()) || home.compareAndSet(null, searchPath);
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

  /**
   * A statement of the runtime's own has changed the schema: the texts that it concerns are
   * described anew at their next use, and each connection prepares them anew at its own, in the
   * same burst. Sends nothing.
   */
  public void changed(SchemaChange change) {
    for (RegisteredStatement plain : texts.values()) {
      for (RegisteredStatement text : plain.namings()) {
        PreparedStatement known = text.known();
        if (known != null && change.concerns(text.sql())) {
          text.outdated(known);
          outdated.increment();
        }
      }
    }
  }

  /**
   * An entry that nobody else finds: for a text that means something else in one session alone. Its
   * uses are not counted further: where texts have to be worth a name, it has none.
   */
  public RegisteredStatement apart(String sql) {
    RegisteredStatement made = new RegisteredStatement(sql, sql, nextStem(), unnamedUses);
    used(made);
    return made;
  }

  private String nextStem() {
    return named ? prefix + Long.toString(lastId.incrementAndGet(), 36) : "";
  }

  /** A connection has closed a statement because of its bounds. */
  void pushedOut() {
    pushedOut.increment();
  }

  /** What the connections have seen of a pooler. */
  public PoolerSigns pooler() {
    return pooler;
  }

  public Counts counts() {
    long missed = misses.sum();
    return new Counts(
        Math.max(0, uses.sum() - missed),
        missed,
        heals.sum(),
        outdated.sum(),
        evictions.sum(),
        pushedOut.sum(),
        texts.size());
  }

  /** A text with its place in an order that does not change while it is put in order. */
  private record Ranked(RegisteredStatement text, long rank) {}

  private List<Ranked> byHeat() {
    return texts.values().stream()
        .map(text -> new Ranked(text, text.heat()))
        .sorted(Comparator.comparingLong(Ranked::rank).reversed())
        .toList();
  }

  /**
   * The texts that a new session is likely to need: those used most of late that are described and
   * leave nothing behind in a session. Uses that lie back count half after every 65,536 uses of
   * all.
   *
   * @param searchPath as the session's server reports it; empty where it does not
   * @param most how many at most
   * @param mostBytes how long they may be together, in bytes of UTF-8
   */
  public List<PreparedStatement> hottest(String searchPath, int most, long mostBytes) {
    if (!named || most == 0 || texts.isEmpty()) {
      return List.of();
    }
    cool();
    String elsewhere = searchPath.isEmpty() || atHome(searchPath) ? "" : searchPath + '\0';
    List<PreparedStatement> chosen = new ArrayList<>();
    long left = mostBytes;
    for (Ranked each : byHeat()) {
      if (each.rank() < HOT_USES || chosen.size() == most) {
        break;
      }
      PreparedStatement wanted = each.text().wantedAhead();
      if (wanted != null
          && each.text().key().length() == elsewhere.length() + wanted.sql().length()
          && each.text().key().startsWith(elsewhere)
          && each.text().sizeBytes() <= left) {
        chosen.add(wanted);
        left -= each.text().sizeBytes();
      }
    }
    return chosen;
  }

  private void cool() {
    long now = uses.sum();
    long last = cooledAt.get();
    if (now - last > USES_TO_COOL && cooledAt.compareAndSet(last, now)) {
      texts.values().forEach(RegisteredStatement::cool);
    }
  }

  /** What is known of the texts that are described, those used most of late first. */
  public List<KeptStatement> kept() {
    List<KeptStatement> kept = new ArrayList<>();
    for (Ranked each : byHeat()) {
      PreparedStatement known = each.text().known();
      if (known != null) {
        int at = each.text().key().length() - known.sql().length();
        kept.add(
            new KeptStatement(
                at == 0 ? "" : each.text().key().substring(0, at - 1),
                known.sql(),
                each.rank(),
                known.parameters(),
                known.columns(),
                known.returnsRows()));
      }
    }
    return kept;
  }

  /** The search_path that most sessions have, once a server has reported one. */
  public Optional<String> home() {
    return Optional.ofNullable(home.get());
  }

  /**
   * Takes over what another registry {@linkplain #kept kept}, for texts that are not known here;
   * ends where a bound is reached. What no longer holds is made anew like any description.
   *
   * @param homePath what was its {@link #home()}
   */
  public void restore(Optional<String> homePath, List<KeptStatement> kept) {
    String away = homePath.filter(path -> !atHome(path)).orElse("");
    for (KeptStatement each : kept) {
      if (texts.size() >= maxTexts || bytes.get() >= maxBytes) {
        return;
      }
      String path = each.searchPath().isEmpty() ? away : each.searchPath();
      RegisteredStatement text =
          add(path.isEmpty() ? each.sql() : path + '\0' + each.sql(), each.sql());
      if (text.known() == null) {
        text.warm(each.uses());
        text.described(text.nextName(), each.parameters(), each.columns(), each.returnsRows());
      }
    }
  }

  /** The entry of a text if there is one; does not count as a use. */
  public @Nullable RegisteredStatement find(String sql) {
    return texts.get(sql);
  }

  private RegisteredStatement add(String key, String sql) {
    tick.incrementAndGet();
    RegisteredStatement made = new RegisteredStatement(key, sql, nextStem(), unnamedUses);
    RegisteredStatement other = texts.putIfAbsent(key, made);
    if (other != null) {
      return other;
    }
    long held = bytes.addAndGet(made.sizeBytes());
    if (texts.size() > maxTexts || held > maxBytes) {
      evict(made);
    }
    return made;
  }

  private void evict(RegisteredStatement justMade) {
    evicting.lock();
    try {
      if (texts.size() > maxTexts || bytes.get() > maxBytes) {
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
            .map(text -> new Ranked(text, text.lastUsed()))
            .sorted(Comparator.comparingLong(Ranked::rank))
            .limit(texts.size() / SHARE_THAT_GOES + 1L)
            .map(Ranked::text)
            .toList();
    for (RegisteredStatement text : oldest) {
      if (texts.remove(text.key(), text)) {
        bytes.addAndGet(-text.sizeBytes());
        evictions.increment();
      }
    }
  }
}
