// SPDX-License-Identifier: Apache-2.0
/** On real servers. */
@NullMarked
package dev.upq.proof.migrate;

import org.jspecify.annotations.NullMarked;
