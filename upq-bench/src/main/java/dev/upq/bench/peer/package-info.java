// SPDX-License-Identifier: Apache-2.0
/** The clients, each as fast as it can be made. */
@NullMarked
package dev.upq.bench.peer;

import org.jspecify.annotations.NullMarked;
