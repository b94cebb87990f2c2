// SPDX-License-Identifier: Apache-2.0
@NullMarked
package dev.upq.bench;

import org.jspecify.annotations.NullMarked;
