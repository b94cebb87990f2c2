// SPDX-License-Identifier: Apache-2.0
package dev.upq.statement;

import java.util.Set;
import java.util.TreeSet;

/**
 * Which parameters of a text have no type by the text alone, as the server has said. Immutable.
 *
 * @param numbers of the parameters that it has named, from 1 on
 * @param ambiguous whether it has found more than one function or operator that the text may mean,
 *     or none that a value without a type may be given to
 */
public record Undetermined(Set<Integer> numbers, boolean ambiguous) {

  /** The server knows the type of each. */
  public static final Undetermined NONE = new Undetermined(Set.of(), false);

  public Undetermined {
    numbers = Set.copyOf(numbers);
  }

  /** True where the server knows the type of each. */
  public boolean isNone() {
    return !ambiguous && numbers.isEmpty();
  }

  /** The same, and this one. */
  public Undetermined with(int number) {
    Set<Integer> more = new TreeSet<>(numbers);
    more.add(number);
    return new Undetermined(more, ambiguous);
  }

  /** The same, where more than one thing may be meant. */
  public Undetermined withAmbiguous() {
    return new Undetermined(numbers, true);
  }
}
