// SPDX-License-Identifier: Apache-2.0
package dev.upq.stats;

import java.util.List;
import java.util.Optional;

/**
 * All pools of a registry. Immutable.
 *
 * @param pools in the order of their names
 */
public record StatsSnapshot(List<PoolSnapshot> pools) {

  /** The pool of that name. */
  public Optional<PoolSnapshot> pool(String name) {
    return pools.stream().filter(pool -> pool.name().equals(name)).findFirst();
  }
}
