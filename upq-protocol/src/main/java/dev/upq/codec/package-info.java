// SPDX-License-Identifier: Apache-2.0
/**
 * The codecs of PostgreSQL's built-in types, one file a type or family. {@link
 * dev.upq.codec.BuiltinTypes} is the door, and {@link dev.upq.codec.UserTypes} the one to the types
 * that a database has of its own; nothing else is public.
 *
 * <p>Binary forms are those of the {@code typsend} and {@code typreceive} functions; text forms are
 * those that the server writes under its default settings, and another DateStyle or IntervalStyle
 * is refused where it cannot be told apart.
 *
 * @see <a href="https://www.postgresql.org/docs/18/datatype.html">Data types</a>
 */
@NullMarked
package dev.upq.codec;

import org.jspecify.annotations.NullMarked;
