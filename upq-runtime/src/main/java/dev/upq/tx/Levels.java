// SPDX-License-Identifier: Apache-2.0
package dev.upq.tx;

import java.util.ArrayList;
import java.util.List;

/** The nested parts of a transaction that are open, outermost first. One thread at a time. */
final class Levels {

  private final List<String> names = new ArrayList<>();
  private long last;
  // How many of them, from the outermost, are set on the server.
  private int set;

  /** One more; its savepoint is set later. */
  int push() {
    names.add(nextName());
    return names.size();
  }

  /** A name that no other savepoint of this transaction has. */
  String nextName() {
    return "upq_s" + ++last;
  }

  void pop() {
    names.removeLast();
    set = Math.min(set, names.size());
  }

  int depth() {
    return names.size();
  }

  String innermost() {
    return names.getLast();
  }

  /** Whether the innermost is set on the server. */
  boolean isSet() {
    return set == names.size();
  }

  /** Those that are not, outermost first. */
  List<String> unset() {
    return set == names.size() ? List.of() : List.copyOf(names.subList(set, names.size()));
  }

  /** That one, the outermost that was not, is set now. */
  void set(String name) {
    if (!names.get(set).equals(name)) {
      throw new IllegalStateException("savepoint " + name + " was set out of order");
    }
    set++;
  }
}
