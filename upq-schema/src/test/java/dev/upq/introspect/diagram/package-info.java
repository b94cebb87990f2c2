// SPDX-License-Identifier: Apache-2.0
/** Layouts and what is drawn of them. */
@NullMarked
package dev.upq.introspect.diagram;

import org.jspecify.annotations.NullMarked;
