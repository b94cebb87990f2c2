// SPDX-License-Identifier: Apache-2.0
/** What is shown: the table, the picture, the file. */
@NullMarked
package dev.upq.bench.report;

import org.jspecify.annotations.NullMarked;
