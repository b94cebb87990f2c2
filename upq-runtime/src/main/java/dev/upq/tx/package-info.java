// SPDX-License-Identifier: Apache-2.0
/**
 * Transactions: {@link dev.upq.tx.PgTransactionScope} runs work in one, {@link
 * dev.upq.tx.PgTransaction} is one.
 *
 * <p>States of a transaction: not begun (nothing was sent), open, failed (a statement failed; only
 * rolling back, wholly or to a savepoint, is possible), ended. Ends: committed, rolled back,
 * unknown.
 *
 * <pre>
 * not begun --first statement--> open --failure--> failed --undo of a nested part--> open
 * any of them --commit, rollback, close--> ended
 * </pre>
 *
 * <p>What always holds:
 *
 * <ul>
 *   <li>What the server's ReadyForQuery says is the truth; a state of our own that differs from it
 *       is a misuse that is told.
 *   <li>A transaction has committed only where COMMIT was answered with the tag COMMIT. It is
 *       unknown only where COMMIT may have left and no answer came. Everything else is rolled back.
 *   <li>A statement runs only where BEGIN has succeeded: both stand under one Sync.
 *   <li>What is unknown is never tried again. What is tried again has left nothing behind, its
 *       hooks included.
 *   <li>What the work throws is what the caller is told; what fails after that is suppressed in it.
 *   <li>The connection goes back in every case, and the pool lends it on only where it is clean.
 * </ul>
 */
@NullMarked
package dev.upq.tx;

import org.jspecify.annotations.NullMarked;
