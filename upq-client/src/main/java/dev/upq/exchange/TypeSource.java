// SPDX-License-Identifier: Apache-2.0
package dev.upq.exchange;

import dev.upq.type.PgTypeRegistry;
import java.util.Set;

/** The types of one session: those that are known, and how others become known. Thread-safe. */
public interface TypeSource {

  /** What is known now. */
  PgTypeRegistry current();

  /**
   * What is known once the server has been asked for those types that are not. Sends nothing where
   * all are.
   *
   * <p>What cannot be learned now stays unknown, and its values are read and written as text; the
   * call goes on, unless the session's transaction has failed with the question.
   *
   * @param call whose connection owes nothing to its caller
   */
  PgTypeRegistry knowing(Call call, Set<Integer> oids);

  /** True where each is known, or known to have no codec, and nothing speaks against it. */
  boolean settled(Set<Integer> oids);

  /** Another number whenever something else is known than before; 0 while nothing was asked. */
  long version();
}
