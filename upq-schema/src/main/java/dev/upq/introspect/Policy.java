// SPDX-License-Identifier: Apache-2.0
package dev.upq.introspect;

import java.util.List;
import java.util.Optional;

/**
 * A row security policy. Immutable.
 *
 * @param permissive false where it is restrictive: rows have to pass it too
 * @param roles {@code public} where it is everybody
 * @param using which rows are seen
 * @param check which rows may be written
 */
public record Policy(
    String name,
    Code<PolicyCommand> command,
    boolean permissive,
    List<String> roles,
    Optional<String> using,
    Optional<String> check,
    Optional<String> comment)
    implements Named {

  public Policy {
    roles = List.copyOf(roles);
  }
}
