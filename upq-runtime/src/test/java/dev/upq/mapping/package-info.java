// SPDX-License-Identifier: Apache-2.0
/** Tests of the mapping without a server. */
@NullMarked
package dev.upq.mapping;

import org.jspecify.annotations.NullMarked;
