// SPDX-License-Identifier: Apache-2.0
package dev.upq.mapping;

/**
 * How a row is laid against a record.
 *
 * @param lax whether components may be without a column, and columns without a component
 * @param positional whether columns are taken in their order, whatever they are called
 */
record Strictness(boolean lax, boolean positional) {

  static final Strictness STRICT = new Strictness(false, false);
}
