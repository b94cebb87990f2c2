// SPDX-License-Identifier: Apache-2.0
/** Tests of the statistics without a server. */
@NullMarked
package dev.upq.stats;

import org.jspecify.annotations.NullMarked;
