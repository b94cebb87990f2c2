// SPDX-License-Identifier: Apache-2.0
package dev.upq.statement;

import dev.upq.row.Columns;
import dev.upq.type.PgType;
import java.util.Collection;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * One text of the {@link PreparedStatementRegistry}: its names, its description once it has one,
 * and how it is used. Thread-safe. Two are equal only where they are the same.
 *
 * <p>One thread at a time describes it; the others wait for that instead of asking the server the
 * same. Uses and times are counted without a lock and may miss a few.
 */
public final class RegisteredStatement {

  /** Above this a statement is too slow to have others wait behind it. */
  private static final long SLOW_NANOS = 20_000_000;

  /** Trust grows by one with each fast execution, up to this. */
  private static final int MOST_TRUST = 64;

  /** What a slow execution costs. */
  private static final int SLOW_COSTS = 40;

  /** From here on others may stand behind it. */
  private static final int TRUSTED_FROM = 16;

  private static final long SAME_MOMENT_NANOS = 50_000_000;
  private static final int NEVER_TRUSTED = Integer.MIN_VALUE;

  /** A text that has none of these as a word puts nothing into a column. */
  private static final Set<String> ASSIGNING = Set.of("insert", "update", "merge");

  private final String key;
  private final String sql;
  private final String stem;
  private final long unnamedUses;
  private final boolean stateless;
  private final int sizeBytes;
  private final boolean reads;
  private final AtomicReference<@Nullable Thread> describer = new AtomicReference<>();
  private final List<Integer> namedTypes;
  private final RegisteredStatement plain;
  private final Namings namings;
  private final Queue<Thread> waiting = new ConcurrentLinkedQueue<>();

  private final AtomicReference<@Nullable Object> place = new AtomicReference<>();
  private volatile @Nullable PreparedStatement known;
  private final AtomicLong lastName = new AtomicLong();
  private final ReentrantLock describing = new ReentrantLock();
  // Guarded by describing.
  private long lastVersion;

  // Approximate: written by every user, under no lock.
  private long uses;
  private long lastUsed;
  private int trust;
  private long lastSlow = -SAME_MOMENT_NANOS;
  private long heat;
  private long unwanted;

  RegisteredStatement(String key, String sql, String stem, long unnamedUses) {
    this.namedTypes = List.of();
    this.plain = this;
    this.namings = new Namings(this);
    this.key = key;
    this.sql = sql;
    this.stem = stem;
    this.unnamedUses = unnamedUses;
    this.stateless = SessionState.isFreeOf(sql);
    this.reads = SessionState.reads(sql);
    this.sizeBytes = utf8Bytes(sql);
    this.trust = SessionState.sleeps(sql) ? NEVER_TRUSTED : TRUSTED_FROM - 1;
  }

  private RegisteredStatement(RegisteredStatement plain, String stem, List<Integer> namedTypes) {
    this.namedTypes = namedTypes;
    this.plain = plain;
    this.namings = plain.namings;
    this.key = plain.key;
    this.sql = plain.sql;
    this.stem = stem;
    this.unnamedUses = plain.unnamedUses;
    this.stateless = plain.stateless;
    this.reads = plain.reads;
    this.sizeBytes = plain.sizeBytes;
    this.trust = NEVER_TRUSTED;
  }

  /** For {@link Namings}: an entry of the same text that names these types. */
  RegisteredStatement naming(int number, List<Integer> oids) {
    return new RegisteredStatement(this, stem.isEmpty() ? "" : stem + "_t" + number, oids);
  }

  /**
   * The entry of the same text where Parse names these parameter types, 0 for what the server is to
   * infer; the plain one where all are 0, or the text has too many. Counts as a use of what it
   * finds.
   */
  public RegisteredStatement naming(List<Integer> oids) {
    RegisteredStatement its = namings.naming(oids);
    if (its != plain) {
      its.used(plain.lastUsed);
    }
    return its;
  }

  /** The entries of the same text, this one among them. */
  public Collection<RegisteredStatement> namings() {
    return namings.all();
  }

  /** The parameter types that Parse names the first time; 0 for what the server is to infer. */
  public List<Integer> namedTypes() {
    return namedTypes;
  }

  /** The type that is named for the parameter with that index, from 0 on; 0 where none is. */
  public int namedType(int index) {
    return index < namedTypes.size() ? namedTypes.get(index) : 0;
  }

  /** Which parameters the server cannot tell the types of. */
  public Undetermined undetermined() {
    return namings.undetermined();
  }

  /** The server takes it, where those parameters have their types named. */
  public void determined(Undetermined named) {
    namings.undetermined(named);
  }

  /** True where a part of it may put values into columns. */
  public boolean assigns() {
    return SchemaText.anyWord(sql, ASSIGNING::contains);
  }

  public String sql() {
    return sql;
  }

  /** How long the text is on the wire, in bytes of UTF-8. */
  public int sizeBytes() {
    return sizeBytes;
  }

  /** Where observers keep what they want to find again without looking the text up. */
  public AtomicReference<@Nullable Object> place() {
    return place;
  }

  /** What it is registered under. */
  String key() {
    return key;
  }

  /**
   * A name for the next description of it, never given before; empty where none are used, or it was
   * used too seldom to have one.
   */
  public String nextName() {
    if (unnamedUses > 0 && uses <= unnamedUses) {
      return "";
    }
    long number = lastName.incrementAndGet();
    return stem.isEmpty() || number == 1 ? stem : stem + "_" + number;
  }

  /** The last description; null where there is none, or none that holds. */
  public @Nullable PreparedStatement known() {
    PreparedStatement last = known;
    boolean due = unnamedUses > 0 && last != null && !last.isNamed() && uses > unnamedUses;
    return due && !stem.isEmpty() ? named() : last;
  }

  /** It has been used often enough: the description stays, and goes by a name from now on. */
  private @Nullable PreparedStatement named() {
    describing.lock();
    try {
      PreparedStatement last = known;
      if (last != null && !last.isNamed()) {
        known = last.withName(nextName());
      }
      return known;
    } finally {
      describing.unlock();
    }
  }

  /** True where the text shows no sign of leaving anything behind in the session. */
  public boolean stateless() {
    return stateless;
  }

  /**
   * True where it may stand in line with others on one connection: it leaves nothing behind, and
   * has been fast of late. A text that was never run is not.
   */
  public boolean shareable() {
    return stateless && trust >= TRUSTED_FROM;
  }

  /**
   * True where it may ride in a burst with others: it is described, reads and writes nothing as far
   * as its text shows it, and has been fast of late.
   */
  public boolean rides() {
    PreparedStatement last = known;
    return reads
        && last != null
        && !(last.hasOwnTypes() && last.columns().doubted())
        && shareable();
  }

  /** It held others up: nobody stands in line with it until it has been fast for a while. */
  public void unfit() {
    trust = Math.min(trust, 0);
  }

  /**
   * Tells how long an execution took from its turn to its answer. Slow ones that end close to each
   * other count as one: a machine that stands still for a moment delays all that are under way.
   *
   * @param now a reading of the clock that {@code nanos} was measured by
   */
  public void took(long nanos, long now) {
    if (nanos <= SLOW_NANOS) {
      trust = trust < MOST_TRUST ? trust + 1 : trust;
    } else if (now - lastSlow > SAME_MOMENT_NANOS) {
      lastSlow = now;
      trust = trust > SLOW_COSTS ? trust - SLOW_COSTS : Math.min(trust, 0);
    }
  }

  /** How often it was asked for, about. */
  public long uses() {
    return uses;
  }

  void used(long tick) {
    uses++;
    heat++;
    lastUsed = tick;
  }

  /** Its uses of late: as {@link #uses()}, but halved now and then. */
  long heat() {
    return heat;
  }

  /** What lies back counts half. */
  void cool() {
    heat >>= 1;
  }

  /** It was used so often of late in an earlier life of the runtime. */
  void warm(long usesOfLate) {
    heat += usesOfLate;
    uses += usesOfLate;
  }

  /**
   * A session that was to hold it before anybody asked for it has refused that description; no
   * other is to be troubled with it.
   */
  public void refusedAhead(PreparedStatement description) {
    unwanted = description.version();
  }

  /** The description that a new session may be given ahead of use; null where there is none. */
  @Nullable PreparedStatement wantedAhead() {
    PreparedStatement last = known();
    return stateless && last != null && last.isNamed() && last.version() != unwanted ? last : null;
  }

  private static int utf8Bytes(String text) {
    long bytes = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      // Each half of a pair counts two of its four.
      bytes += c < 0x80 ? 1 : c < 0x800 || Character.isSurrogate(c) ? 2 : 3;
    }
    return (int) Math.min(bytes, Integer.MAX_VALUE);
  }

  long lastUsed() {
    return lastUsed;
  }

  /** As the other, of types that are all built in. */
  public PreparedStatement described(
      String name, List<PgType> parameters, Columns columns, boolean returnsRows) {
    return described(name, parameters, columns, returnsRows, 0);
  }

  /**
   * A new description, which replaces those before it.
   *
   * @param typesVersion as {@link PreparedStatement#typesVersion}
   */
  public PreparedStatement described(
      String name,
      List<PgType> parameters,
      Columns columns,
      boolean returnsRows,
      long typesVersion) {
    describing.lock();
    try {
      PreparedStatement described =
          new PreparedStatement(
              this, name, ++lastVersion, parameters, columns, returnsRows, typesVersion, "");
      known = described;
      return described;
    } finally {
      describing.unlock();
    }
  }

  /** The same description, with types of which something else is known now. */
  public void retyped(PreparedStatement description) {
    describing.lock();
    try {
      PreparedStatement last = known;
      if (last != null && last.version() == description.version()) {
        known = description.withName(last.name());
      }
    } finally {
      describing.unlock();
    }
  }

  /** That description no longer holds: the next user describes it anew. */
  public void outdated(PreparedStatement description) {
    describing.lock();
    try {
      PreparedStatement last = known;
      if (last != null && last.version() == description.version()) {
        known = null;
      }
    } finally {
      describing.unlock();
    }
  }

  /**
   * True where the calling thread is to describe it now, and must call {@link #endDescribing()}
   * afterwards. False where another is at it: the calling thread is unparked once, when that one is
   * done.
   */
  public boolean beginDescribing() {
    Thread self = Thread.currentThread();
    if (describer.compareAndSet(null, self)) {
      return true;
    }
    waiting.add(self);
    if (describer.get() == null) {
      LockSupport.unpark(self);
    }
    return false;
  }

  /** The calling thread has described it, or has failed to. */
  public void endDescribing() {
    describer.set(null);
    for (Thread next = waiting.poll(); next != null; next = waiting.poll()) {
      LockSupport.unpark(next);
    }
  }

  /** The calling thread waits no longer. */
  public void leave() {
    waiting.remove(Thread.currentThread());
  }

  @Override
  public String toString() {
    return "RegisteredStatement[" + stem + ", " + uses + " uses]";
  }
}
