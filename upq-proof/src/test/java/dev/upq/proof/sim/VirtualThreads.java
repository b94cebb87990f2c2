// SPDX-License-Identifier: Apache-2.0
package dev.upq.proof.sim;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.util.concurrent.Executor;

/**
 * The two places where the simulator reaches into {@code java.lang}: a virtual thread with a
 * scheduler of one's own, and its end before its task has ended. Stateless.
 */
final class VirtualThreads {

  private static final MethodHandle CREATE;
  private static final MethodHandle AFTER_DONE;

  static {
    try {
      MethodHandles.Lookup lookup = MethodHandles.lookup();
      Method create =
          Class.forName("java.lang.ThreadBuilders")
              .getDeclaredMethod(
                  "newVirtualThread", Executor.class, String.class, int.class, Runnable.class);
      create.setAccessible(true);
      CREATE = lookup.unreflect(create);
      Method afterDone = Class.forName("java.lang.VirtualThread").getDeclaredMethod("afterDone");
      afterDone.setAccessible(true);
      AFTER_DONE =
          lookup.unreflect(afterDone).asType(MethodType.methodType(void.class, Thread.class));
    } catch (ReflectiveOperationException | RuntimeException e) {
      throw new IllegalStateException(
          "the simulator needs a JDK 25 with --add-opens java.base/java.lang=ALL-UNNAMED", e);
    }
  }

  private VirtualThreads() {}

  /** An unstarted virtual thread that gives each of its steps to {@code scheduler}. */
  static Thread create(Executor scheduler, String name, Runnable task) {
    try {
      return (Thread) CREATE.invokeExact(scheduler, name, 0, task);
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }

  /**
   * Declares a parked or runnable thread terminated: it never runs again, not even its finally
   * blocks, nothing refers to it any more, and its stack is garbage.
   */
  static void drop(Thread thread) {
    try {
      AFTER_DONE.invokeExact(thread);
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }

  /** The thread to which a step belongs: the method reference that the JDK submits holds it. */
  static Thread of(Runnable continuation) {
    try {
      for (Field field : continuation.getClass().getDeclaredFields()) {
        field.setAccessible(true);
        if (field.get(continuation) instanceof Thread thread) {
          return thread;
        }
      }
    } catch (IllegalAccessException e) {
      throw new IllegalStateException(e);
    }
    throw new IllegalStateException("no thread in " + continuation.getClass());
  }
}
