// SPDX-License-Identifier: Apache-2.0
/** Tests without a server. */
@NullMarked
package dev.upq.migrate;

import org.jspecify.annotations.NullMarked;
