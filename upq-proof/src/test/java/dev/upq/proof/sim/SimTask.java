// SPDX-License-Identifier: Apache-2.0
package dev.upq.proof.sim;

/** What a simulated thread does. */
@FunctionalInterface
public interface SimTask {

  /** Anything thrown ends the thread and is kept by its {@link SimThread}. */
  void run() throws Throwable;
}
