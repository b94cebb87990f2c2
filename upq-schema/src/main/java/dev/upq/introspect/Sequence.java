// SPDX-License-Identifier: Apache-2.0
package dev.upq.introspect;

import java.util.Optional;

/**
 * A sequence. Immutable.
 *
 * @param type the name of its integer type, {@code bigint}
 * @param cycles whether it begins anew behind its end
 * @param owner the column that it goes with
 */
public record Sequence(
    QualifiedName id,
    String type,
    long start,
    long increment,
    long min,
    long max,
    long cache,
    boolean cycles,
    Optional<Owner> owner,
    Optional<String> comment)
    implements Named {

  @Override
  public String name() {
    return id.name();
  }

  @Override
  public String sql() {
    return id.sql();
  }

  /**
   * The column that a sequence goes with.
   *
   * @param identity whether it is the sequence of an identity column
   */
  public record Owner(QualifiedName table, String column, boolean identity) {}
}
