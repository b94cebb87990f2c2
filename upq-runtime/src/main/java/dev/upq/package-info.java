// SPDX-License-Identifier: Apache-2.0
/** The door: {@link dev.upq.PgPool}, what a program opens once and asks everything of. */
@NullMarked
package dev.upq;

import org.jspecify.annotations.NullMarked;
