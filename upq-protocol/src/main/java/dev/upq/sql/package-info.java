// SPDX-License-Identifier: Apache-2.0
/**
 * The lexical structure of SQL: where words, names, numbers, strings and comments begin and end,
 * and nothing of what they mean. The one piece that looks into a text, for parameters by name, for
 * what a message may show of a statement, and for files of many statements.
 *
 * <p>{@link dev.upq.sql.SqlTokens} reads a text that is at hand, or a stream of any length. What is
 * held of a stream is the token, and what was asked to be kept in front of it; white space,
 * comments and {@linkplain dev.upq.sql.SqlCopyData data of COPY} pass through. A place in a text is
 * a {@link dev.upq.sql.SqlPosition}; with its line, to be shown, a {@link dev.upq.sql.SqlExcerpt}.
 *
 * <p>Rules, as the scanners of the server and of psql have them:
 *
 * <ul>
 *   <li>White space is blank, tab, line feed, carriage return, form feed and vertical tab. Anything
 *       beyond ASCII is a letter, also a no-break space and a zero-width one.
 *   <li>Comments with a slash and an asterisk nest; those with two dashes end with a line feed or a
 *       carriage return. Inside an operator both begin a comment.
 *   <li>A tag between dollars is of letters, digits and underscores, and never stands directly
 *       behind a letter, a digit of a name, an underscore or a dollar.
 *   <li>A string goes on behind white space with the end of a line in it, and is read on as it
 *       began.
 * </ul>
 *
 * <p>Not here: statements and their borders; what a name or a number means; a parser.
 *
 * <p>Threads: a text is read by one at a time; the records are immutable.
 */
@NullMarked
package dev.upq.sql;

import org.jspecify.annotations.NullMarked;
