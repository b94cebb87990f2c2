// SPDX-License-Identifier: Apache-2.0
package dev.upq.catalogue;

import dev.upq.exchange.Call;
import dev.upq.fault.PgInterruptedException;
import dev.upq.fault.PgTimeoutException;
import dev.upq.fault.Sent;
import dev.upq.time.Deadline;
import dev.upq.type.TypeDescription;
import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What the catalogue of one database has said of its types, for all connections of the process.
 * Thread-safe.
 *
 * <p>A type is asked for by one thread, on its own connection; others that want it wait for that,
 * within their deadlines. They do so behind a question of their own only, and no longer than for a
 * second: a connection that hangs, or waits for a lock of theirs, holds nobody up. A question that
 * fails is not remembered.
 *
 * <p>Holds 65,536 types at most; all are forgotten where more are met.
 */
final class DatabaseTypes {

  private static final int MAX_TYPES = 65_536;

  /** One count for all, so that no two states of knowledge have the same version. */
  private static final AtomicLong VERSIONS = new AtomicLong();

  /** Nobody waits longer for another's question before asking the same. */
  private static final Duration PATIENCE = Duration.ofSeconds(1);

  private final DatabaseKey key;
  private final ConcurrentHashMap<Integer, TypeDescription> types = new ConcurrentHashMap<>();
  private final Set<Integer> told = ConcurrentHashMap.newKeySet();
  private final Set<Integer> doubted = ConcurrentHashMap.newKeySet();
  private final ConcurrentHashMap<Integer, Flight> flights = new ConcurrentHashMap<>();
  private volatile long version;

  /** A question that is under way. */
  private static final class Flight {
    private final Queue<Thread> waiting = new ConcurrentLinkedQueue<>();
    private volatile boolean landed;

    void land() {
      landed = true;
      for (Thread next = waiting.poll(); next != null; next = waiting.poll()) {
        LockSupport.unpark(next);
      }
    }

    /** Waits until it has landed, for its patience at most. */
    void await(Call call) {
      Deadline patience = Deadline.after(call.deadline().clock(), PATIENCE);
      Deadline until = call.deadline().earlier(patience);
      waiting.add(Thread.currentThread());
      try {
        while (!landed && !patience.passed()) {
          if (call.interruptible() && Thread.currentThread().isInterrupted()) {
            throw new PgInterruptedException(
                "interrupted while waiting for a type to be looked up", Sent.NOTHING);
          }
          if (call.deadline().passed()) {
            throw new PgTimeoutException(
                "the deadline passed while waiting for a type to be looked up", Sent.NOTHING);
          }
          until.park(this);
        }
      } finally {
        waiting.remove(Thread.currentThread());
      }
    }
  }

  DatabaseTypes(DatabaseKey key) {
    this.key = key;
  }

  DatabaseKey key() {
    return key;
  }

  /** Grows whenever something else is known than before. */
  long version() {
    return version;
  }

  Collection<TypeDescription> types() {
    return List.copyOf(types.values());
  }

  /** True where the catalogue was asked for it, and nothing speaks against what it said. */
  boolean knows(int oid) {
    return told.contains(oid) && !doubted.contains(oid);
  }

  boolean doubts(int oid) {
    return doubted.contains(oid);
  }

  /** Has them asked for, but for those that are known by the time of one's turn. */
  void learn(Call call, Set<Integer> oids) {
    Set<Integer> tried = new HashSet<>();
    while (true) {
      Set<Integer> wanted = new TreeSet<>(oids);
      wanted.removeIf(oid -> knows(oid) || tried.contains(oid));
      if (wanted.isEmpty()) {
        return;
      }
      Flight own = new Flight();
      Set<Integer> mine = new TreeSet<>(wanted);
      mine.removeIf(oid -> flights.putIfAbsent(oid, own) != null);
      if (!mine.isEmpty()) {
        try {
          ask(call, mine);
        } finally {
          mine.forEach(oid -> flights.remove(oid, own));
          own.land();
        }
        tried.addAll(mine);
      } else if (!awaitOthers(call, wanted)) {
        ask(call, wanted);
        tried.addAll(wanted);
      }
    }
  }

  private void ask(Call call, Set<Integer> oids) {
    Set<Integer> wanted = new TreeSet<>(oids);
    wanted.removeIf(this::knows);
    if (!wanted.isEmpty()) {
      add(wanted, TypeLookup.types(call, wanted));
    }
  }

  /** Waits for the first question that is under way; false where it lasts. */
  private boolean awaitOthers(Call call, Set<Integer> wanted) {
    for (int oid : wanted) {
      @Nullable Flight flight = flights.get(oid);
      if (flight != null) {
        flight.await(call);
        return flight.landed;
      }
    }
    return true;
  }

  private void add(Set<Integer> asked, Collection<TypeDescription> answer) {
    if (types.size() + answer.size() > MAX_TYPES) {
      types.clear();
      told.clear();
      doubted.clear();
      version = VERSIONS.incrementAndGet();
    }
    boolean changed = false;
    Set<Integer> gone = new HashSet<>(asked);
    for (TypeDescription type : answer) {
      changed |= !type.equals(types.put(type.oid(), type));
      gone.remove(type.oid());
    }
    for (int oid : gone) {
      told.remove(oid);
      changed |= types.remove(oid) != null;
    }
    if (changed) {
      version = VERSIONS.incrementAndGet();
    }
    for (TypeDescription type : answer) {
      settled(type.oid());
      if (type.arrayOid() != 0) {
        settled(type.arrayOid());
      }
    }
  }

  private void settled(int oid) {
    told.add(oid);
    doubted.remove(oid);
  }

  /** Something speaks against what was said of these: they are asked for again before use. */
  void doubt(Collection<Integer> oids) {
    for (int oid : oids) {
      if (told.contains(oid)) {
        doubted.add(oid);
      }
    }
  }

  /** As {@link #doubt(Collection)}, of those that are meant, and of all that hold others. */
  void doubtThose(Predicate<TypeDescription> meant) {
    for (Map.Entry<Integer, TypeDescription> each : types.entrySet()) {
      TypeDescription type = each.getValue();
      if (meant.test(type)) {
        doubt(List.of(type.oid(), type.arrayOid()));
      }
    }
  }
}
