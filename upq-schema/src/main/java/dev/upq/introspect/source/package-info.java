// SPDX-License-Identifier: Apache-2.0
/**
 * Java from a model: {@link dev.upq.introspect.source.RecordSource} writes records for the rows of
 * tables and queries, as {@code dev.upq.mapping} reads them, with the enums and composites that
 * they use.
 *
 * <p>It writes texts, and no files; compiles nothing; and knows of a program only the package that
 * it writes for. The same model gives the same texts. All of it is one thread's work; results are
 * immutable.
 *
 * <p>Every name of a column or label leads to a Java name that the compiler takes; where the
 * mapping would not find the column by it, {@link dev.upq.mapping.Column} says it. What may be NULL
 * is an {@link java.util.Optional} or its primitive kin.
 */
@NullMarked
package dev.upq.introspect.source;

import org.jspecify.annotations.NullMarked;
