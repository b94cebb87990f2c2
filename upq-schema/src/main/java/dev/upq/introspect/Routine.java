// SPDX-License-Identifier: Apache-2.0
package dev.upq.introspect;

import java.util.List;
import java.util.Optional;

/**
 * A function, procedure, aggregate or window function. Immutable.
 *
 * @param identity its arguments as they tell it from others of its name: {@code integer, text}
 * @param arguments with names, modes and defaults
 * @param result empty for a procedure
 * @param settings what SET clauses say
 * @param body a fingerprint of its source, 16 hexadecimal digits: the same text has the same
 * @param executable whether the current role may call it
 */
public record Routine(
    QualifiedName id,
    Code<RoutineKind> kind,
    String identity,
    String arguments,
    Optional<String> result,
    String language,
    Code<Volatility> volatility,
    Code<ParallelSafety> parallel,
    boolean strict,
    boolean securityDefiner,
    boolean leakproof,
    List<String> settings,
    String body,
    boolean executable,
    Optional<String> comment)
    implements Named {

  public Routine {
    settings = List.copyOf(settings);
  }

  @Override
  public String name() {
    return id.name();
  }

  /** Its name and identity arguments, to be put into SQL. */
  @Override
  public String sql() {
    return id.sql() + "(" + identity + ")";
  }

  /** Its name and identity arguments, to be read. */
  @Override
  public String toString() {
    return id + "(" + identity + ")";
  }
}
