// SPDX-License-Identifier: Apache-2.0
/** The command as a user meets it: what it prints and how it ends. */
@NullMarked
package dev.upq.cli;

import org.jspecify.annotations.NullMarked;
