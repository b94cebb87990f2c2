// SPDX-License-Identifier: Apache-2.0
package dev.upq.statement;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The entries of one text that differ in the parameter types which Parse names, and what the server
 * cannot tell of them by itself. Thread-safe.
 */
final class Namings {

  /** So many combinations of types may one text have. */
  private static final int MOST = 32;

  private final RegisteredStatement plain;
  private final ConcurrentHashMap<List<Integer>, RegisteredStatement> named =
      new ConcurrentHashMap<>(4);
  private final AtomicInteger made = new AtomicInteger();
  private volatile Undetermined undetermined = Undetermined.NONE;

  Namings(RegisteredStatement plain) {
    this.plain = plain;
  }

  /** The entry where Parse names these, made where there is none; the plain one beyond a limit. */
  RegisteredStatement naming(List<Integer> oids) {
    RegisteredStatement known = named.get(oids);
    if (known == null && made.get() < MOST && oids.stream().anyMatch(oid -> oid != 0)) {
      int number = made.incrementAndGet();
      RegisteredStatement mine = plain.naming(number, List.copyOf(oids));
      RegisteredStatement other = named.putIfAbsent(mine.namedTypes(), mine);
      known = other == null ? mine : other;
    }
    return known == null ? plain : known;
  }

  /** All of them, with the plain one. */
  Collection<RegisteredStatement> all() {
    List<RegisteredStatement> all = new ArrayList<>(named.values());
    all.add(plain);
    return all;
  }

  Undetermined undetermined() {
    return undetermined;
  }

  void undetermined(Undetermined now) {
    undetermined = now;
  }
}
