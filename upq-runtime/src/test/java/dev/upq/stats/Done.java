// SPDX-License-Identifier: Apache-2.0
package dev.upq.stats;

import dev.upq.probe.Execution;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** Something that was executed. Immutable but for its place. */
record Done(
    String sql,
    Way way,
    String commandTag,
    long rows,
    int statements,
    @Nullable AtomicReference<@Nullable Object> place)
    implements Execution {

  static Done query(String sql, String tag, long rows) {
    return new Done(sql, Way.QUERY, tag, rows, 1, new AtomicReference<>());
  }
}
