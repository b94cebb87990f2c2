// SPDX-License-Identifier: Apache-2.0
/**
 * What PostgreSQL's types are to Java: {@link dev.upq.type.Codec} turns the bytes of a value into
 * Java and back, {@link dev.upq.type.PgType} ties a codec to an oid and a name, {@link
 * dev.upq.type.PgTypeRegistry} finds them.
 *
 * <p>Values that the JDK has no class for have one here: {@link dev.upq.type.Interval}, {@link
 * dev.upq.type.PgNumeric}, {@link dev.upq.type.PgArray}, {@link dev.upq.type.PgTime}, {@link
 * dev.upq.type.PgTimeTz}, {@link dev.upq.type.Infinity}, {@link dev.upq.type.Range}, {@link
 * dev.upq.type.Multirange}, {@link dev.upq.type.PgComposite}, the records of {@link
 * dev.upq.type.Geometry}, {@link dev.upq.type.PgInet}, {@link dev.upq.type.PgMacAddress}, {@link
 * dev.upq.type.BitString}, {@link dev.upq.type.PgMoney}, {@link dev.upq.type.PgLsn}, {@link
 * dev.upq.type.Tid}, {@link dev.upq.type.Snapshot}, {@link dev.upq.type.NumberVector}, {@link
 * dev.upq.type.TsVector}, {@link dev.upq.type.TsQuery}, {@link dev.upq.type.Cube} and {@link
 * dev.upq.type.SparseVector}. The codecs of the built-in types are in {@code dev.upq.codec};
 * nothing here knows them.
 *
 * <p>A codec of one's own takes its place in a registry that is built anew, in four ways:
 *
 * <ul>
 *   <li>by oid or name, in the place of that of a known type: {@code Builder.codec}
 *   <li>by name, for a type whose oid the catalogue tells later: {@code Builder.named}
 *   <li>by Java class, beside the codec that the type has: {@code Builder.javaType}
 *   <li>out of a library: {@link dev.upq.type.CodecProvider} and {@code Builder.providers}
 * </ul>
 *
 * <p>What a database has of its own is told by {@link dev.upq.type.TypeDescription}. Which class of
 * a parameter stands for which type is the table in {@code BuiltinTypes}: the class itself is
 * looked for, then its superclasses, each with the interfaces that it names; a Java array stands
 * for the array of what its elements stand for; where there is no rule, and for a null, the server
 * infers the type from the statement, and the value is written as that type.
 */
@NullMarked
package dev.upq.type;

import org.jspecify.annotations.NullMarked;
