// SPDX-License-Identifier: Apache-2.0
/**
 * The model of a database: what tables, types, routines and the rest there are, read from {@code
 * pg_catalog} as immutable records.
 *
 * <p>{@link dev.upq.introspect.PgIntrospector} asks; {@link dev.upq.introspect.Database} is the
 * answer, in the order of a walk: schemas, tables, columns, constraints, indexes, and what hangs on
 * them. It renders itself as lines of text that are the same wherever the same DDL was run, hashes
 * them, and compares itself with another ({@link dev.upq.introspect.SchemaDiff}).
 *
 * <p>It is not a copy of the catalogues: casts, operators, operator classes, text search, foreign
 * servers, subscriptions and the contents of tables are not in it. It writes nothing, and takes no
 * lock but those that the server takes for a read of its catalogues.
 *
 * <p>Everything comes from one statement, so from one snapshot, whatever isolation level the
 * session has. Names are as the catalogue has them; {@link dev.upq.introspect.Named#sql()} quotes
 * them. Codes that are newer than this library are {@link dev.upq.introspect.Code.Unknown}, and
 * never an error.
 */
@NullMarked
package dev.upq.introspect;

import org.jspecify.annotations.NullMarked;
