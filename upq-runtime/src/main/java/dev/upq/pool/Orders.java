// SPDX-License-Identifier: Apache-2.0
package dev.upq.pool;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What was decided under the pool's lock and is to be done without it. Confined to the thread that
 * decides.
 */
final class Orders {

  /** Something to tell of, and why. */
  record News(SupervisorEvent.Kind kind, String detail) {}

  /** Who has been served, or refused, and is to be woken. */
  final List<Waiter> woken = new ArrayList<>(1);

  /** How many connections are to be made. */
  int attempts;

  /** The generation that they will belong to. */
  int generation;

  /** Whether the supervisor has to look again. */
  boolean rouse;

  /** How long after the first loss a connection stands again; -1 where none was lost. */
  long reconnectedNanos = -1;

  // Null where there is nothing, as nearly always.
  @Nullable List<Slot> settling;
  @Nullable List<Slot> asking;
  @Nullable List<Slot> closing;
  @Nullable List<News> news;
  @Nullable List<Holder> leaks;
  @Nullable Thread drainer;

  void settle(Slot slot) {
    settling = with(settling, slot);
  }

  void ask(Slot slot) {
    asking = with(asking, slot);
  }

  void close(Slot slot) {
    closing = with(closing, slot);
  }

  void tell(SupervisorEvent.Kind kind, String detail) {
    news = with(news, new News(kind, detail));
  }

  void leak(Holder holder) {
    leaks = with(leaks, holder);
  }

  private static <T> List<T> with(@Nullable List<T> list, T more) {
    List<T> all = list == null ? new ArrayList<>(2) : list;
    all.add(more);
    return all;
  }
}
