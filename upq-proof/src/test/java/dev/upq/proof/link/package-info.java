// SPDX-License-Identifier: Apache-2.0
/** Links that pass everything on, for tests that listen to what goes over them. */
@NullMarked
package dev.upq.proof.link;

import org.jspecify.annotations.NullMarked;
