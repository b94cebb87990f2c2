// SPDX-License-Identifier: Apache-2.0
/**
 * Migrations: files of SQL that bring a database from one version to another, and the log of them
 * in the database.
 *
 * <p>{@link dev.upq.migrate.PgMigrator} is the door. What is read is a {@link
 * dev.upq.migrate.MigrationSource}; {@link dev.upq.migrate.SqlSplitter} cuts it into statements as
 * psql does, and {@link dev.upq.migrate.Lint} says which of them are dangerous in a database that
 * is in use. It does not write migrations, and does not compare a database with a wanted state.
 *
 * <p>A call is one session, which holds the lock, runs the migrations and writes the log:
 *
 * <pre>
 *   connected --nothing to do--------------------------------------------&gt; closed
 *   connected --lock--&gt; history read again --&gt; migration after migration --&gt; closed
 *                 ^                                   |
 *                 +---- another session &lt;-- a COMMIT without an answer
 * </pre>
 *
 * <p>A row of the log, one for each time that a migration was applied:
 *
 * <pre>
 *   in a transaction     (none) --&gt; applied --&gt; reverted
 *   statement by statement   (none) --&gt; running --&gt; applied --&gt; running (down) --&gt; reverted
 *                                       |    ^                    |    ^
 *                                       v    |                    v    |
 *                                       failed                    failed
 * </pre>
 *
 * <p>Invariants: at most one row of a version is not reverted, which an index of the table sees to;
 * the row of a transaction is written in it; {@code statements_done} is written with the statement
 * that it counts, or, where no transaction can hold that, behind it, and {@code statement_begun}
 * before. All is one thread's, but for {@link dev.upq.migrate.PgMigrator#abort()}.
 */
@NullMarked
package dev.upq.migrate;

import org.jspecify.annotations.NullMarked;
