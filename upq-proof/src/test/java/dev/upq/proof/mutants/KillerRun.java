// SPDX-License-Identifier: Apache-2.0
package dev.upq.proof.mutants;

import dev.upq.proof.mutants.Verdict.Kind;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.junit.platform.engine.CancellationToken;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.launcher.LauncherExecutionRequest;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherConfig;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherExecutionRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/**
 * Runs a suite on code of which some classes are replaced; the first failure ends it. Stateless,
 * but for the system properties that it sets while a suite runs: one run at a time.
 */
final class KillerRun {

  private KillerRun() {}

  /** Runs it on a thread of its own. What has not ended within the limit is left behind. */
  static Verdict run(Killer killer, Map<String, byte[]> classes, Duration limit) {
    MutantLoader loader = new MutantLoader(classes);
    CancellationToken cancellation = CancellationToken.create();
    FutureTask<Verdict> task = new FutureTask<>(() -> execute(killer, loader, cancellation));
    Thread thread = Thread.ofPlatform().daemon().name("mutant").unstarted(task);
    thread.setContextClassLoader(loader);
    Map<String, @Nullable String> before = set(killer.properties());
    thread.start();
    try {
      return task.get(limit.toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException late) {
      cancellation.cancel();
      thread.interrupt();
      return new Verdict(Kind.HUNG, killer + " did not end within " + limit);
    } catch (InterruptedException stop) {
      cancellation.cancel();
      Thread.currentThread().interrupt();
      return new Verdict(Kind.VOID, "interrupted");
    } catch (ExecutionException failed) {
      return new Verdict(Kind.VOID, String.valueOf(failed.getCause()));
    } finally {
      set(before);
    }
  }

  private static Verdict execute(Killer killer, ClassLoader loader, CancellationToken cancellation)
      throws ReflectiveOperationException {
    LauncherExecutionRequest request =
        LauncherExecutionRequestBuilder.request(
                LauncherDiscoveryRequestBuilder.request()
                    .selectors(killer.selector(loader))
                    .build())
            .cancellationToken(cancellation)
            .build();
    LauncherConfig alone =
        LauncherConfig.builder()
            .enableTestExecutionListenerAutoRegistration(false)
            .enableLauncherSessionListenerAutoRegistration(false)
            .build();
    Listener listener = new Listener(cancellation);
    var launcher = LauncherFactory.create(alone);
    launcher.registerTestExecutionListeners(listener);
    launcher.execute(request);
    return listener.verdict();
  }

  /** Sets system properties, null removes one; returns what they were. */
  private static Map<String, @Nullable String> set(Map<String, @Nullable String> properties) {
    Map<String, @Nullable String> before = new HashMap<>();
    properties.forEach(
        (name, value) -> {
          before.put(name, System.getProperty(name));
          if (value == null) {
            System.clearProperty(name);
          } else {
            System.setProperty(name, value);
          }
        });
    return before;
  }

  /** Counts, and ends the run at the first failure. Guarded by itself. */
  private static final class Listener implements TestExecutionListener {

    private final CancellationToken cancellation;
    private int passed;
    private @Nullable Verdict other;

    Listener(CancellationToken cancellation) {
      this.cancellation = cancellation;
    }

    @Override
    public synchronized void executionFinished(TestIdentifier id, TestExecutionResult result) {
      switch (result.getStatus()) {
        case SUCCESSFUL -> passed += id.isTest() ? 1 : 0;
        case ABORTED -> stop(new Verdict(Kind.VOID, id.getDisplayName() + " was aborted"));
        case FAILED -> stop(judged(result.getThrowable().orElseThrow()));
      }
    }

    synchronized Verdict verdict() {
      if (other != null) {
        return other;
      }
      return passed > 0
          ? new Verdict(Kind.PASSED, passed + " passed")
          : new Verdict(Kind.VOID, "no test ran");
    }

    private void stop(Verdict verdict) {
      if (other == null) {
        other = verdict;
        cancellation.cancel();
      }
    }
  }

  /** A kill is an assertion or a failure of ours; classes that do not fit together are not. */
  private static Verdict judged(Throwable failure) {
    String detail = failure.getClass().getSimpleName() + ": " + failure.getMessage();
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof LinkageError || cause instanceof VirtualMachineError) {
        return new Verdict(Kind.VOID, cause + " in: " + detail);
      }
    }
    boolean kill = failure instanceof AssertionError || reported(failure.getClass());
    return new Verdict(kill ? Kind.FAILED : Kind.VOID, detail);
  }

  private static boolean reported(Class<?> kind) {
    Class<?> above = kind.getSuperclass();
    return kind.getName().equals("dev.upq.fault.PgException") || (above != null && reported(above));
  }
}
