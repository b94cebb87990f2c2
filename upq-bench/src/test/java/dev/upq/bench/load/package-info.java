// SPDX-License-Identifier: Apache-2.0
@NullMarked
package dev.upq.bench.load;

import org.jspecify.annotations.NullMarked;
