// SPDX-License-Identifier: Apache-2.0
/**
 * Rows to records and records to parameters: {@link dev.upq.mapping.RecordMapping}, and {@link
 * dev.upq.mapping.Mapping} and {@link dev.upq.mapping.Parameters} where the usual way is not
 * wanted.
 *
 * <p><b>Names.</b> Strict both ways: every component is fed by exactly one column and every column
 * is used; {@code lax()} gives that up for one call, {@link dev.upq.mapping.Default} and {@link
 * dev.upq.mapping.Ignore} for one component. A column is found by the component's exact name, or
 * the one of {@link dev.upq.mapping.Column}; where there is none, by the name without capitals and
 * underscores. Several that could be meant are an error. What does not fit is told before the first
 * row, and where there is none.
 *
 * <p><b>NULL</b> goes into an {@link java.util.Optional} and its primitive kin, a boxed type or a
 * component marked {@code @Nullable}; anywhere else it is an error. Elements of lists may be null.
 *
 * <p><b>Types.</b> What a column can be read as, its codec says; what does not fit exactly is an
 * error with the row's number, the component and the column, and never the value. Enums are read by
 * {@link dev.upq.mapping.Label} or name, from text and enum types. Composites become records by the
 * same rules, field by field. A type variable stands for what is written where the record is held,
 * otherwise for its bound. A record may have components for 253 places, where long and double take
 * two: the JVM makes no handle for more.
 *
 * <p><b>Records in records</b> are fed by columns with a prefix ({@link dev.upq.mapping.Nested}),
 * unless a column has the very name of the component: then that one is read, as a composite. One in
 * an {@code Optional}, or marked {@code @Nullable}, is absent where all its columns are NULL; so
 * after an outer join a row that is not there and one that is all NULL look alike. Name the
 * component that can only be NULL in the first case as the key of {@code @Nested}. One that may not
 * be absent is made in any case. Sealed interfaces of records are told apart by the column of
 * {@link dev.upq.mapping.Discriminator}; every column has to be used by one of the records.
 *
 * <p><b>Parameters by name</b> are {@code :name}; see {@code NamedText} for the rule. A record, or
 * a map, has to have a value for each, and no other.
 *
 * <p><b>Cost.</b> Code is made once for a record and the kinds of its columns, as a hidden class
 * without reflection, look-ups and boxes; which column feeds what is worked out once for each
 * description of a statement, so a changed table is noticed. All of it hangs on the record's class
 * and goes with it.
 */
@NullMarked
package dev.upq.mapping;

import org.jspecify.annotations.NullMarked;
