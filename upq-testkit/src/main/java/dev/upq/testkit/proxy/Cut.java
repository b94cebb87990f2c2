// SPDX-License-Identifier: Apache-2.0
package dev.upq.testkit.proxy;

/** How a connection ends. Immutable. */
public enum Cut {
  /** At once, with RST on both sides. */
  RESET,
  /**
   * In order: both sides see the end of the stream behind what has passed; what they send from then
   * on is discarded.
   */
  FIN
}
