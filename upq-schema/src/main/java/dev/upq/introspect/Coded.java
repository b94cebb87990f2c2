// SPDX-License-Identifier: Apache-2.0
package dev.upq.introspect;

/** A value that the catalogues write as one letter. */
interface Coded {

  /** The letter. */
  char code();
}
