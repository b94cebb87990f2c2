// SPDX-License-Identifier: Apache-2.0
/** Java that is written of models. */
@NullMarked
package dev.upq.introspect.source;

import org.jspecify.annotations.NullMarked;
