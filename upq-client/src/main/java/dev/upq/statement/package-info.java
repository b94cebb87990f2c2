// SPDX-License-Identifier: Apache-2.0
/**
 * What is known of statements: the {@link dev.upq.statement.PreparedStatementRegistry} of a runtime
 * (text, name, parameter types, columns, usage), and what each session holds prepared of them
 * ({@link dev.upq.statement.HeldStatements}).
 *
 * <p>A text is described once a runtime. On every other connection its first execution brings Parse
 * and Describe along in the same burst, with the parameter types that are known: the values on the
 * wire mean what they say wherever the text leads in that session, and the columns that come are
 * those that the session describes, not those that another one saw.
 *
 * <p>Versions: a description that turns out not to hold is made anew, with the next version; every
 * connection that holds an older one replaces it at its next use, without an error in between. A
 * session that sees other columns behind the same text (another search_path) keeps its own view and
 * disturbs nobody's.
 *
 * <p>A change of the schema that goes through the runtime itself ({@code ALTER TABLE}, {@code DROP
 * VIEW}, ...) is {@linkplain dev.upq.statement.SchemaChange seen} by its command tag. The
 * descriptions of the texts that name what it was about are given up at once: the next use of each
 * describes it, once for all, and every connection prepares the new version at its own next use,
 * without an error in between. While the transaction is open that has made the change, its session
 * alone sees it, and has entries apart for those texts; the others learn of it when the transaction
 * has ended. Where somebody else changes the schema, or a {@code DO} block or a function does, the
 * server's refusal heals it. Statements that were sent ahead in the same pipeline come too early
 * for it.
 *
 * <p>Names are the registry's, shorter than 63 bytes, and never used for a second text. What is
 * pushed out of a session is closed on the server by a message that rides with the next burst.
 *
 * <p>A new session may be given the texts used most of late ahead of use ({@link
 * dev.upq.statement.PreparedStatementRegistry#hottest}), and what is known may be kept from one
 * registry to the next ({@link dev.upq.statement.KeptStatement}).
 *
 * <p>Not here: conversations; who may send what when.
 */
@NullMarked
package dev.upq.statement;

import org.jspecify.annotations.NullMarked;
