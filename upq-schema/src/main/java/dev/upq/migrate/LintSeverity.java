// SPDX-License-Identifier: Apache-2.0
package dev.upq.migrate;

/** How bad it is. Immutable. */
public enum LintSeverity {
  /** It may surprise somebody. */
  WARNING,
  /**
   * It fails, loses data beyond what it names, or blocks others for as long as a table is large.
   */
  ERROR
}
