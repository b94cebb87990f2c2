// SPDX-License-Identifier: Apache-2.0
/** The console without a database: a pool does no I/O before its first call. */
@NullMarked
package dev.upq.console;

import org.jspecify.annotations.NullMarked;
