// SPDX-License-Identifier: Apache-2.0
/**
 * The one door to threads. Nothing else in floors 1 to 3 starts one, so that a test can own every
 * interleaving.
 *
 * <p>Threads started here belong to the library: no user code runs on them and nobody else holds a
 * reference by which it could interrupt them.
 */
@NullMarked
package dev.upq.crew;

import org.jspecify.annotations.NullMarked;
