// SPDX-License-Identifier: Apache-2.0
package dev.upq.migrate;

/** What becomes of a version below the highest that is applied, as from another branch. */
public enum OutOfOrder {
  /** Nothing is applied. */
  FAIL,
  /** It is applied, and told. */
  WARN,
  /** It is applied. */
  ALLOW
}
