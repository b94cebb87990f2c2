// SPDX-License-Identifier: Apache-2.0
/**
 * What is measured: the workloads with their texts and their right answers, the cases, and the
 * bars.
 */
@NullMarked
package dev.upq.bench.work;

import org.jspecify.annotations.NullMarked;
