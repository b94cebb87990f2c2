// SPDX-License-Identifier: Apache-2.0
package dev.upq.tx;

import java.util.ArrayList;
import java.util.List;

/** What is to be run once the end of a transaction is known. One thread at a time. */
final class Hooks {

  private final List<Runnable> committed = new ArrayList<>();
  private final List<Runnable> rolledBack = new ArrayList<>();

  void afterCommit(Runnable hook) {
    committed.add(hook);
  }

  void afterRollback(Runnable hook) {
    rolledBack.add(hook);
  }

  /** How many there are for the case of a commit. */
  int mark() {
    return committed.size();
  }

  /** What was to follow a commit since then will not: that part was undone. */
  void undo(int mark) {
    committed.subList(mark, committed.size()).clear();
  }

  /** Runs those for that end, each by itself and once, in order; what they threw. */
  List<Throwable> run(boolean commit) {
    List<Runnable> due = List.copyOf(commit ? committed : rolledBack);
    committed.clear();
    rolledBack.clear();
    List<Throwable> thrown = new ArrayList<>();
    for (Runnable hook : due) {
      try {
        hook.run();
      } catch (Throwable failed) {
        thrown.add(failed);
      }
    }
    return thrown;
  }
}
