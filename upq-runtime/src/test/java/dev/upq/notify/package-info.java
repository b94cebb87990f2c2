// SPDX-License-Identifier: Apache-2.0
/** Patterns, queues and texts, without a server. */
@NullMarked
package dev.upq.notify;

import org.jspecify.annotations.NullMarked;
