// SPDX-License-Identifier: Apache-2.0
/**
 * Transactions: {@link dev.upq.tx.PgTransaction}.
 *
 * <p>States: open, failed (a statement failed; only rolling back, wholly or to a savepoint, is
 * possible), ended. What the server's ReadyForQuery says is the truth; a state of our own that
 * differs from it is a misuse that is told. A transaction has committed only where COMMIT was
 * answered with the tag COMMIT.
 */
@NullMarked
package dev.upq.tx;

import org.jspecify.annotations.NullMarked;
