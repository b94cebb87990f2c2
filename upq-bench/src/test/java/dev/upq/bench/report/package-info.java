// SPDX-License-Identifier: Apache-2.0
@NullMarked
package dev.upq.bench.report;

import org.jspecify.annotations.NullMarked;
