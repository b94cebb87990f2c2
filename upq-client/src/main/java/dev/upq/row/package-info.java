// SPDX-License-Identifier: Apache-2.0
/**
 * What a query gives back: {@link dev.upq.row.QueryResult}, its {@link dev.upq.row.Columns} and its
 * {@link dev.upq.row.Row}s.
 *
 * <p>Rows are decoded when they are asked, on the caller's thread, straight from the bytes that
 * came from the server; those bytes are never used again for anything else, so a row stays what it
 * is for as long as it is held. A result holds its bytes in arrays that it may share with other
 * results; a small row can keep up to 64 KiB alive.
 *
 * <p>Everything here is immutable and may be shared between threads. How a row becomes a record is
 * the business of a {@link dev.upq.row.RowMapping}, which the floor above provides.
 */
@NullMarked
package dev.upq.row;

import org.jspecify.annotations.NullMarked;
