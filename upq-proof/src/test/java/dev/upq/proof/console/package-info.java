// SPDX-License-Identifier: Apache-2.0
/** The console as a person meets it: a real server, a real browser, and what the page then says. */
@NullMarked
package dev.upq.proof.console;

import org.jspecify.annotations.NullMarked;
