// SPDX-License-Identifier: Apache-2.0
package dev.upq.mapping;

import dev.upq.fault.PgValueException;
import java.util.List;

/**
 * Says of a failure which component it concerns. Immutable. Called by generated code.
 *
 * @param type the record
 * @param paths for each component how it is called
 */
record Failures(Class<?> type, List<String> paths) {

  /** Stands for a component that tells its failures itself. */
  static final int TOLD = -1;

  Failures {
    paths = List.copyOf(paths);
  }

  /** The failure with the component's name in front. */
  PgValueException component(PgValueException failure, int index) {
    return index == TOLD
        ? failure
        : failure.at("component " + paths.get(index) + " of " + type.getName());
  }

  /** What the record's constructor threw. */
  PgValueException constructor(Throwable thrown) {
    return constructor(type, thrown);
  }

  /**
   * What a constructor threw; its words stay in the cause, for they may hold values.
   *
   * @throws VirtualMachineError where it is one
   */
  static PgValueException constructor(Class<?> type, Throwable thrown) {
    if (thrown instanceof VirtualMachineError fatal) {
      throw fatal;
    }
    return PgValueException.decode(
        "the constructor of "
            + type.getName()
            + " refused a row with "
            + thrown.getClass().getName()
            + ", which is the cause",
        thrown);
  }
}
