// SPDX-License-Identifier: Apache-2.0
/** The comparison of upq with its peers: the command, and the workers that it starts. */
@NullMarked
package dev.upq.bench;

import org.jspecify.annotations.NullMarked;
