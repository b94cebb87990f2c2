// SPDX-License-Identifier: Apache-2.0
package dev.upq.connection;

import java.util.function.Function;

/**
 * Which COPY is wanted, and what it is handled by. Made by the methods of {@link CopySession}; who
 * decorates a session hands it on. Immutable.
 */
public final class CopyRequest<C extends PgCopy> {

  private final Function<Copies, C> opening;

  CopyRequest(Function<Copies, C> opening) {
    this.opening = opening;
  }

  C open(Copies copies) {
    return opening.apply(copies);
  }
}
