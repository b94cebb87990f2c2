// SPDX-License-Identifier: Apache-2.0
/**
 * The {@code upq} command. Exit status 0 where all went well, 1 where something failed (one line on
 * standard error says what, where and what to do), 2 where it was called wrongly.
 *
 * <p>Results go to standard output, progress to standard error. Colours and redrawing are for
 * terminals only, and not where {@code NO_COLOR} is set.
 */
@NullMarked
package dev.upq.cli;

import org.jspecify.annotations.NullMarked;
