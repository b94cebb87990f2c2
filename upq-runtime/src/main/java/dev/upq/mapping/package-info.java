// SPDX-License-Identifier: Apache-2.0
/**
 * Rows to records: {@link dev.upq.mapping.RecordMapping}.
 *
 * <p>Strict both ways: every component is fed by exactly one column and every column is used. Names
 * are compared exactly first, then as camelCase to snake_case, or are given by {@link
 * dev.upq.mapping.Column}. NULL goes into an {@link java.util.Optional}, a boxed type or a
 * component marked {@code @Nullable}; anywhere else it is an error that names the column.
 */
@NullMarked
package dev.upq.mapping;

import org.jspecify.annotations.NullMarked;
