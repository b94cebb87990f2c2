// SPDX-License-Identifier: Apache-2.0
/**
 * What is known of a statement: its name on the server, the types of its parameters and its result
 * columns ({@link dev.upq.statement.PreparedStatement}), and which of them a connection holds
 * prepared ({@link dev.upq.statement.StatementCache}).
 *
 * <p>A name is never used again within a session, for another text least of all. A statement that
 * is pushed out of the cache is closed on the server by a message that rides with the next burst.
 */
@NullMarked
package dev.upq.statement;

import org.jspecify.annotations.NullMarked;
