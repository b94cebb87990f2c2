// SPDX-License-Identifier: Apache-2.0
package dev.upq.mapping;

import dev.upq.row.Columns;
import java.lang.invoke.MethodHandles;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * All that was worked out for one class and one way of access, each thing once: its shape, its
 * code, and the mappers for the results that came last. Thread-safe; the lock guards what is
 * written, and is held while code is made, so that others wait for it and do not make it again.
 *
 * <p>It hangs on the class itself, and holds the columns of results weakly: neither keeps the other
 * alive, and a class loader that is let go takes everything along.
 */
final class MappedType {

  /** Results whose mappers are remembered; the oldest is forgotten first. */
  private static final int MAX_MAPPERS = 16;

  /** A class has one, rarely two or three; more mean that somebody makes up columns. */
  private static final int MAX_CODES = 64;

  private static final ClassValue<Access> ALL =
      new ClassValue<>() {
        @Override
        protected Access computeValue(Class<?> type) {
          return new Access(type);
        }
      };

  /** The two ways to a class. */
  private static final class Access {

    private final ReentrantLock lock = new ReentrantLock();
    private final MappedType open;

    /** Guarded by the lock for writing. */
    private volatile @Nullable MappedType seen;

    Access(Class<?> type) {
      open = new MappedType(type, null);
    }

    MappedType seen(MethodHandles.Lookup lookup) {
      MappedType its = seen;
      if (its != null) {
        return its;
      }
      lock.lock();
      try {
        its = seen;
        if (its == null) {
          its = new MappedType(open.type, lookup);
          seen = its;
        }
        return its;
      } finally {
        lock.unlock();
      }
    }
  }

  private record Memo(
      WeakReference<Columns> columns, Strictness strictness, RecordMapper<?> mapper) {}

  private final Class<?> type;
  private final MethodHandles.@Nullable Lookup lookup;
  private final ReentrantLock lock = new ReentrantLock();

  /** Guarded by the lock. */
  private final Map<Node, MakeCode> codes = new HashMap<>();

  // Guarded by the lock for writing.
  private volatile @Nullable RecordShape shape;
  private volatile @Nullable TakeCode take;
  private volatile List<Memo> memos = List.of();

  private MappedType(Class<?> type, MethodHandles.@Nullable Lookup lookup) {
    this.type = type;
    this.lookup = lookup;
  }

  /**
   * What is known of a class.
   *
   * @param lookup what may see into it; null where its module is open to us. Whoever comes with a
   *     lookup that reaches the class shares what was made with another
   */
  static MappedType of(Class<?> type, MethodHandles.@Nullable Lookup lookup) {
    Access access = ALL.get(type);
    return lookup == null ? access.open : access.seen(lookup);
  }

  /** Of a record class. */
  RecordShape shape() {
    RecordShape its = shape;
    if (its != null) {
      return its;
    }
    lock.lock();
    try {
      its = shape;
      if (its == null) {
        its = RecordShape.of(type, lookup);
        shape = its;
      }
      return its;
    } finally {
      lock.unlock();
    }
  }

  /** Takes records of this class apart. */
  TakeCode take() {
    TakeCode its = take;
    if (its != null) {
      return its;
    }
    RecordShape known = shape();
    lock.lock();
    try {
      its = take;
      if (its == null) {
        its = TakeCodeWriter.code(known);
        take = its;
      }
      return its;
    } finally {
      lock.unlock();
    }
  }

  /** Makes this class of rows of these columns. */
  RecordMapper<?> mapper(Columns columns, Strictness strictness) {
    RecordMapper<?> known = remembered(columns, strictness);
    if (known != null) {
      return known;
    }
    Plan plan = Plan.of(type, lookup, columns, strictness);
    lock.lock();
    try {
      known = remembered(columns, strictness);
      if (known != null) {
        return known;
      }
      MakeCode code = codes.get(plan.root());
      if (code == null) {
        if (codes.size() >= MAX_CODES) {
          codes.clear();
        }
        code = MakeCodeWriter.code(plan.root());
        codes.put(plan.root(), code);
      }
      RecordMapper<?> mapper = new RecordMapper<>(type, code, plan.sources());
      remember(new Memo(new WeakReference<>(columns), strictness, mapper));
      return mapper;
    } finally {
      lock.unlock();
    }
  }

  private @Nullable RecordMapper<?> remembered(Columns columns, Strictness strictness) {
    List<Memo> all = memos;
    for (int i = 0; i < all.size(); i++) {
      Memo memo = all.get(i);
      if (memo.columns().refersTo(columns) && memo.strictness().equals(strictness)) {
        return memo.mapper();
      }
    }
    return null;
  }

  private void remember(Memo memo) {
    List<Memo> all = new ArrayList<>(memos);
    all.removeIf(each -> each.columns().refersTo(null));
    if (all.size() == MAX_MAPPERS) {
      all.removeLast();
    }
    all.addFirst(memo);
    memos = List.copyOf(all);
  }

  @Override
  public String toString() {
    return "MappedType[" + type.getName() + "]";
  }
}
