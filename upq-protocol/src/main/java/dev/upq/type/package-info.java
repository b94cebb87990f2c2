// SPDX-License-Identifier: Apache-2.0
/**
 * What PostgreSQL's types are to Java: {@link dev.upq.type.Codec} turns the bytes of a value into
 * Java and back, {@link dev.upq.type.PgType} ties a codec to an oid and a name, {@link
 * dev.upq.type.PgTypeRegistry} finds them.
 *
 * <p>Values that the JDK has no class for have one here: {@link dev.upq.type.Interval}, {@link
 * dev.upq.type.PgNumeric}, {@link dev.upq.type.PgArray}, {@link dev.upq.type.PgTime}, {@link
 * dev.upq.type.PgTimeTz} and {@link dev.upq.type.Infinity}. The codecs of the built-in types are in
 * {@code dev.upq.codec}; nothing here knows them.
 */
@NullMarked
package dev.upq.type;

import org.jspecify.annotations.NullMarked;
