// SPDX-License-Identifier: Apache-2.0
package dev.upq.probe;

import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * What a {@link Probe} can ask of something that was executed. Valid while the probe is told, on
 * that thread; the object may be used for something else afterwards. No parameter value is told.
 */
public interface Execution {

  /** How statements go to the server. */
  enum Way {
    /** One statement, whose result is wanted as a whole. */
    QUERY,
    /** One statement, whose rows were read as they came. */
    STREAM,
    /** One statement for many rows of parameters. */
    BATCH,
    /** Several statements, sent ahead of their answers. */
    PIPELINE,
    /** A text of one or more statements, by the simple protocol. */
    SCRIPT,
    /** A COPY, in either direction. */
    COPY
  }

  /** The text; of a pipeline, that of its first statement. */
  String sql();

  Way way();

  /** The last command tag that the server gave; empty where none came. */
  String commandTag();

  /** How many rows came back or were changed, as far as it got. */
  long rows();

  /** How many statements it was: rows of a batch, items of a pipeline, statements of a script. */
  int statements();

  /**
   * A place of this text's own, which outlives this execution, for whatever the probe wants to find
   * again without looking the text up; null where the text has none.
   */
  @Nullable AtomicReference<@Nullable Object> place();
}
