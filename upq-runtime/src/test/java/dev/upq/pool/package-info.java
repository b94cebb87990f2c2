// SPDX-License-Identifier: Apache-2.0
/** Tests of the pool's parts that need neither a server nor threads. */
@NullMarked
package dev.upq.pool;

import org.jspecify.annotations.NullMarked;
