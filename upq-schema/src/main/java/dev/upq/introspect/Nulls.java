// SPDX-License-Identifier: Apache-2.0
package dev.upq.introspect;

/** Whether a column of a result can be NULL, as far as it can be told from outside. */
public enum Nulls {
  /** It comes from a column that never is, and nothing in the text makes NULL of it. */
  NEVER,
  /** It comes from a column that may be, or through an outer join. */
  POSSIBLE,
  /** It is computed. */
  UNKNOWN
}
