// SPDX-License-Identifier: Apache-2.0
package dev.upq.proof.sim;

import dev.upq.proof.sim.ModelSql.Verb;

/**
 * What the model answers to a statement with a nonce: everything follows from the verb, the nonce
 * and the row count, so that neighbouring statements differ in value, row count and tag. Immutable.
 *
 * @param verb of the statement
 * @param nonce of the statement
 * @param rows how many rows it gives
 */
record NonceAnswer(Verb verb, long nonce, int rows) {

  private static final int ROW_COUNTS = 5;

  static NonceAnswer to(ModelSql sql, long nonce) {
    return new NonceAnswer(
        sql.verb(), nonce, sql.rows() >= 0 ? sql.rows() : Math.floorMod(nonce, ROW_COUNTS));
  }

  /** The third column of a row; the first is the nonce and the second the row's index. */
  String text(long index) {
    return "n" + nonce + "/" + index;
  }

  /** The command tag: the verb and the nonce in one word, then the row count. */
  String tag() {
    return verb.name() + nonce + " " + rows;
  }

  /** The tag of {@code copyin}, which counts what came. */
  String tag(long count) {
    return verb.name() + nonce + " " + count;
  }

  /** The field Detail of every error and notice that the statement raises. */
  String detail() {
    return "nonce " + nonce;
  }
}
