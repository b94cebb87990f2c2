// SPDX-License-Identifier: Apache-2.0
package dev.upq.statement;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The statements that one session holds prepared, kept equal to {@code pg_prepared_statements}; the
 * one used longest ago goes first. Thread-safe.
 *
 * <p>Several callers may send on one connection. What one burst prepares the next may use, so a
 * burst is claimed for and put into the outbox under {@link #order()}, in one piece. What a claim
 * promises may not come true (a Parse that fails, a request that is taken back); whoever reads the
 * answer tells it here, and who has relied on it meanwhile gets 26000 from the server, before
 * anything is executed, and tries again.
 */
public final class HeldStatements {

  /** Compiled when it is needed, which is rare: a start does without regular expressions. */
  private static final String NO_NAME = "[^a-z0-9_]+";

  private final PreparedStatementRegistry registry;
  private final int most;
  private final long mostBytes;

  private final ReentrantLock order = new ReentrantLock();
  // All guarded by order.
  private final LinkedHashMap<RegisteredStatement, Held> held =
      new LinkedHashMap<>(16, 0.75f, true);
  private List<String> toClose = new ArrayList<>();
  private long bytes;
  // Written under order, read without: how many of them look different in this session.
  private final AtomicInteger different = new AtomicInteger();

  /** What the session has under a name, or will have when what was sent has been carried out. */
  private static final class Held {
    PreparedStatement statement;
    @Nullable Claim claim; // whose Parse it was, compared by identity
    boolean verified;
    boolean different;
    private @Nullable Claim nothing;

    Held(PreparedStatement statement) {
      this.statement = statement;
    }

    /** A claim of nothing, the same one for as long as it is asked for the same. */
    @SuppressWarnings("ReferenceEquality") // another object makes another claim, and no harm
    Claim nothingFor(PreparedStatement asked) {
      Claim last = nothing;
      if (last == null || last.statement() != asked) {
        last = new Claim(asked, List.of(), false, false);
        nothing = last;
      }
      return last;
    }
  }

  /**
   * @param registry whose statements they are; those that have no name never stay prepared
   * @param most how many statements the session may hold at once
   * @param mostBytes the most that their texts may be long together, in bytes of UTF-8
   */
  public HeldStatements(PreparedStatementRegistry registry, int most, long mostBytes) {
    this.registry = registry;
    this.most = most;
    this.mostBytes = mostBytes;
  }

  /** The lock under which a burst is claimed for and sent. */
  public ReentrantLock order() {
    return order;
  }

  /** The description as this session sees it, where that is another than the runtime's. */
  public PreparedStatement seenHere(PreparedStatement known) {
    if (different.get() == 0 || !known.isNamed()) {
      return known;
    }
    order.lock();
    try {
      Held here = held.get(known.text());
      return here != null && here.different && here.statement.version() == known.version()
          ? here.statement
          : known;
    } finally {
      order.unlock();
    }
  }

  /** What an execution has to bring along. Under {@link #order()}. */
  public Claim claim(PreparedStatement statement) {
    if (!statement.isNamed()) {
      return new Claim(statement, takeToClose(), true, true);
    }
    Held here = held.get(statement.text());
    if (here != null && here.statement.version() == statement.version()) {
      // The session may have described it since the caller looked: what it sees counts.
      PreparedStatement seen = here.different ? here.statement : statement;
      return here.verified && toClose.isEmpty()
          ? here.nothingFor(seen)
          : new Claim(seen, takeToClose(), false, !here.verified);
    }
    if (here != null) {
      drop(statement.text());
      toClose.add(here.statement.name());
    }
    add(statement, new Held(statement));
    Claim claim = new Claim(statement, takeToClose(), true, true);
    own(claim);
    return claim;
  }

  /**
   * What a burst of several executions has to bring along, one claim for each statement that needs
   * one. What the burst uses is not pushed out by it, even where that is more than the session is
   * to hold. Those without a name are passed over: each execution brings its own along. Under
   * {@link #order()}.
   */
  public List<Claim> claim(Collection<PreparedStatement> statements) {
    Set<RegisteredStatement> used = new HashSet<>();
    List<Claim> claims = new ArrayList<>();
    for (PreparedStatement statement : statements) {
      if (!statement.isNamed()) {
        continue;
      }
      used.add(statement.text());
      Held here = held.get(statement.text());
      if (here != null && here.statement.version() == statement.version()) {
        if (!here.verified) {
          claims.add(new Claim(statement, List.of(), false, true));
        }
        continue;
      }
      if (here != null) {
        drop(statement.text());
        toClose.add(here.statement.name());
      }
      put(statement, new Held(statement));
      claims.add(new Claim(statement, List.of(), true, true));
    }
    trim(used);
    if (!toClose.isEmpty() && !claims.isEmpty()) {
      Claim first = claims.getFirst();
      claims.set(0, new Claim(first.statement(), takeToClose(), first.parse(), first.describe()));
    }
    claims.stream().filter(Claim::parse).forEach(this::own);
    return claims;
  }

  /** What any other burst may bring along: the closing of what went. Under {@link #order()}. */
  public List<String> claimClosing() {
    return takeToClose();
  }

  /** The server has parsed it, and described it as this. */
  public void holds(PreparedStatement statement) {
    if (!statement.isNamed()) {
      return;
    }
    order.lock();
    try {
      Held before = drop(statement.text());
      if (before != null) {
        toClose.add(before.statement.name());
      }
      Held here = new Held(statement);
      here.verified = true;
      add(statement, here);
    } finally {
      order.unlock();
    }
  }

  /**
   * What was claimed is so: the session has described the statement.
   *
   * @param seen what it sees; equal to the claimed statement where it sees the same
   */
  public void verified(Claim claim, PreparedStatement seen) {
    if (!seen.isNamed()) {
      return;
    }
    order.lock();
    try {
      Held here = held.get(claim.statement().text());
      if (here != null && here.statement.version() == seen.version()) {
        here.verified = true;
        here.statement = seen;
        if (!seen.equals(claim.statement()) && !here.different) {
          here.different = true;
          different.incrementAndGet();
        }
      }
    } finally {
      order.unlock();
    }
  }

  /** The server has refused to parse it; what was to be closed is closed. */
  public void refused(Claim claim) {
    if (claim.parse()) {
      order.lock();
      try {
        dropClaimed(claim);
      } finally {
        order.unlock();
      }
    }
  }

  /** The burst never left. */
  public void takenBack(Claim claim) {
    order.lock();
    try {
      toClose.addAll(claim.closing());
      if (claim.parse()) {
        dropClaimed(claim);
      }
    } finally {
      order.unlock();
    }
  }

  /** Nobody knows what the server has done of it; a Close harms nothing where there is no name. */
  public void unknown(Claim claim) {
    order.lock();
    try {
      toClose.addAll(claim.closing());
      if (claim.parse() && claim.statement().isNamed()) {
        dropClaimed(claim);
        Held other = held.get(claim.statement().text());
        if (other == null || !other.statement.name().equals(claim.statement().name())) {
          toClose.add(claim.statement().name());
        }
      }
    } finally {
      order.unlock();
    }
  }

  /** A statement no longer fits, or is gone; the server is told to close it with the next burst. */
  public void forget(RegisteredStatement text) {
    order.lock();
    try {
      Held dropped = drop(text);
      if (dropped != null) {
        toClose.add(dropped.statement.name());
      }
    } finally {
      order.unlock();
    }
  }

  /** Has names closed with the next burst. */
  public void close(List<String> names) {
    order.lock();
    try {
      toClose.addAll(names);
    } finally {
      order.unlock();
    }
  }

  /** Sees by the command tag of what was run that the session has lost prepared statements. */
  public void noted(String commandTag, String sql) {
    boolean all = commandTag.equals("DISCARD ALL") || commandTag.equals("DEALLOCATE ALL");
    if (!all && !commandTag.equals("DEALLOCATE")) {
      return;
    }
    List<String> words = List.of(sql.toLowerCase(Locale.ROOT).split(NO_NAME, -1));
    order.lock();
    try {
      if (all) {
        toClose.clear();
      }
      for (Held here : List.copyOf(held.values())) {
        if (all || words.contains(here.statement.name())) {
          drop(here.statement.text());
        }
      }
    } finally {
      order.unlock();
    }
  }

  /** How long the texts are together that the session holds, in bytes of UTF-8. */
  public long sizeBytes() {
    order.lock();
    try {
      return bytes;
    } finally {
      order.unlock();
    }
  }

  /** How many the session holds. */
  public int size() {
    order.lock();
    try {
      return held.size();
    } finally {
      order.unlock();
    }
  }

  /** The names that the session holds. */
  public List<String> names() {
    order.lock();
    try {
      return held.values().stream().map(here -> here.statement.name()).toList();
    } finally {
      order.unlock();
    }
  }

  // Below: under the lock.

  private void add(PreparedStatement statement, Held here) {
    put(statement, here);
    trim(Set.of(statement.text()));
  }

  /** Only that claim may take it back. */
  private void own(Claim claim) {
    Held here = held.get(claim.statement().text());
    if (here != null) {
      here.claim = claim;
    }
  }

  private void put(PreparedStatement statement, Held here) {
    held.put(statement.text(), here);
    bytes += statement.text().sizeBytes();
  }

  /** Pushes out what was used longest ago, but nothing of what is to be kept. */
  private void trim(Set<RegisteredStatement> kept) {
    if (held.size() <= most && bytes <= mostBytes) {
      return;
    }
    for (Held eldest : new ArrayList<>(held.values())) {
      if (held.size() <= most && bytes <= mostBytes) {
        return;
      }
      if (!kept.contains(eldest.statement.text())) {
        drop(eldest.statement.text());
        toClose.add(eldest.statement.name());
        registry.pushedOut();
      }
    }
  }

  /** Does nothing where it was dropped before, or another claim has taken its place. */
  @SuppressWarnings("ReferenceEquality") // an equal claim may be another burst's
  private void dropClaimed(Claim claim) {
    Held here = held.get(claim.statement().text());
    if (here != null && here.claim == claim) {
      drop(claim.statement().text());
    }
  }

  private @Nullable Held drop(RegisteredStatement text) {
    Held dropped = held.remove(text);
    if (dropped != null) {
      bytes -= text.sizeBytes();
      if (dropped.different) {
        different.decrementAndGet();
      }
    }
    return dropped;
  }

  private List<String> takeToClose() {
    if (toClose.isEmpty()) {
      return List.of();
    }
    List<String> names = toClose;
    toClose = new ArrayList<>();
    return names;
  }
}
