// SPDX-License-Identifier: Apache-2.0
package dev.upq.proof.real;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;

/**
 * Work on the threads of a structured task scope, which is a preview in Java 25 and can be reached
 * by reflection only. Stateless.
 */
final class Forks {

  private static final String SCOPE = "java.util.concurrent.StructuredTaskScope";

  private Forks() {}

  /** What each gives, in their order. */
  static List<Object> all(List<Callable<Object>> work) throws Exception {
    Class<?> type = Class.forName(SCOPE);
    Class<?> subtask = Class.forName(SCOPE + "$Subtask");
    Object scope = type.getMethod("open").invoke(null);
    try {
      List<Object> forks = new ArrayList<>();
      for (Callable<Object> each : work) {
        forks.add(type.getMethod("fork", Callable.class).invoke(scope, each));
      }
      type.getMethod("join").invoke(scope);
      List<Object> given = new ArrayList<>();
      for (Object fork : forks) {
        given.add(subtask.getMethod("get").invoke(fork));
      }
      return given;
    } finally {
      type.getMethod("close").invoke(scope);
    }
  }
}
