// SPDX-License-Identifier: Apache-2.0
package dev.upq.statement;

import java.util.List;

/**
 * What a burst has to bring along for its statement. Immutable.
 *
 * @param statement that is executed
 * @param closing names to be closed, in front of all
 * @param parse whether it has to be parsed
 * @param describe whether it has to be described, because nobody has compared it yet with what the
 *     session understands by it
 */
public record Claim(
    PreparedStatement statement, List<String> closing, boolean parse, boolean describe) {

  /** True where there is nothing to bring along. */
  public boolean isEmpty() {
    return !parse && !describe && closing.isEmpty();
  }
}
