// SPDX-License-Identifier: Apache-2.0
package dev.upq.statement;

import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;

/**
 * What the connections of one runtime have seen of a pooler. Thread-safe.
 *
 * <p>One connection asks for the process that serves it, once a runtime. Only where that is another
 * than it was told at login the others ask too, once each: two that are open at the same time and
 * have the same process behind them share it.
 */
public final class PoolerSigns {

  private final AtomicReference<Pooler> known = new AtomicReference<>(Pooler.UNKNOWN);
  private final AtomicBoolean asking = new AtomicBoolean();
  private final AtomicBoolean wanted = new AtomicBoolean();
  // By the process that has served it, whether that connection is still open; no more of them than
  // there are connections.
  private final ConcurrentHashMap<Integer, BooleanSupplier> served = new ConcurrentHashMap<>();

  PoolerSigns() {}

  /** What is known now. */
  public Pooler known() {
    return known.get();
  }

  /** From now on connections may ask. */
  public void wanted() {
    wanted.set(true);
  }

  /** True where an answer of one more connection may still tell something. */
  public boolean open() {
    Pooler now = known.get();
    return wanted.get() && (now == Pooler.UNKNOWN || now == Pooler.BETWEEN);
  }

  /** True where the calling connection is to ask now, and to tell what became of it. */
  public boolean beginAsking() {
    return known.get() == Pooler.BETWEEN || asking.compareAndSet(false, true);
  }

  /** It went unanswered: another may ask. */
  public void unanswered() {
    asking.set(false);
  }

  /**
   * A connection knows which process has served it.
   *
   * @param told the process id that it was told at login
   * @param asked the process id of the session that it has asked
   * @param stillOpen whether that connection is open, now or later
   * @return what is known by this and was not known before
   */
  public Optional<Pooler> answered(int told, int asked, BooleanSupplier stillOpen) {
    if (told == asked) {
      return learned(Pooler.UNKNOWN, Pooler.NONE);
    }
    served.values().removeIf(open -> !open.getAsBoolean());
    BooleanSupplier other = served.put(asked, stillOpen);
    if (other != null && other.getAsBoolean()) {
      return sharing();
    }
    return learned(Pooler.UNKNOWN, Pooler.BETWEEN);
  }

  /** A session that was handed on was met: empty where that was known. */
  public Optional<Pooler> sharing() {
    served.clear();
    return known.getAndSet(Pooler.SHARING) == Pooler.SHARING
        ? Optional.empty()
        : Optional.of(Pooler.SHARING);
  }

  private Optional<Pooler> learned(Pooler before, Pooler now) {
    return known.compareAndSet(before, now) ? Optional.of(now) : Optional.empty();
  }
}
