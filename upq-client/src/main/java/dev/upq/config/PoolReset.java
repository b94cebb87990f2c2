// SPDX-License-Identifier: Apache-2.0
package dev.upq.config;

/** When a session is reset between two borrowers, from setting {@code pool_reset}. */
public enum PoolReset {
  /** Of what its texts may have left behind, and only where they may have left something. */
  AUTO,
  /** After each borrower, of everything: where functions leave something that no text shows. */
  ALWAYS,
  /** Never: what one borrower leaves, the next finds. */
  NEVER
}
