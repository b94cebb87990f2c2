// SPDX-License-Identifier: Apache-2.0
package dev.upq.proof.hostile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.management.UnixOperatingSystemMXBean;
import dev.upq.connection.ConnectionSetup;
import dev.upq.connection.Connector;
import dev.upq.connection.PgConnection;
import dev.upq.crew.Crew;
import dev.upq.fault.PgConnectException;
import dev.upq.testkit.certs.ServerCase;
import dev.upq.testkit.certs.TestCertificates;
import dev.upq.testkit.script.FakeServer;
import dev.upq.testkit.script.Script;
import dev.upq.time.Clock;
import dev.upq.wire.SslRequest;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Phaser;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Connecting fails 300 times in the same way: no socket and no thread is left. */
class LeftoversTest {

  private static final int TIMES = 300;

  /** Descriptors that the JVM itself may open and close in the meantime. */
  private static final int SLACK = 20;

  private static TestCertificates certificates;

  @BeforeAll
  static void makeCertificates(@TempDir Path directory) {
    certificates = TestCertificates.in(directory);
  }

  static Stream<Arguments> stages() {
    Talk.Line sslRequest = conversation -> conversation.expectUntyped(SslRequest.class);
    Talk greeting = Talk.greeting();
    return Stream.of(
        Arguments.of("closed at once", "disable", (Script) c -> c.close()),
        Arguments.of("reset at once", "disable", (Script) c -> c.closeHard()),
        Arguments.of("closed behind SSLRequest", "require", Talk.of(sslRequest).andClose()),
        Arguments.of("no TLS", "require", Talk.of(sslRequest, Talk.sayRaw((byte) 'N')).script()),
        Arguments.of(
            "TLS that is none", "require", Talk.of(sslRequest, Talk.sayRaw((byte) 'S')).andClose()),
        Arguments.of(
            "a login closed behind TLS",
            "require",
            Talk.of(
                    sslRequest,
                    c -> c.startTls(certificates.server(ServerCase.GOOD).sslContext()),
                    c -> c.expectStartup())
                .andClose()),
        Arguments.of(
            "a login without an answer", "disable", Talk.of(c -> c.expectStartup()).andClose()),
        Arguments.of(
            "an error in place of authentication",
            "disable",
            Talk.of(c -> c.expectStartup(), Talk.say(Talk.error("FATAL", "53300", "full")))
                .andClose()),
        Arguments.of("a broken SCRAM", "disable", broken(5)),
        Arguments.of("no ReadyForQuery", "disable", broken(8)),
        Arguments.of("garbage", "disable", Talk.of(Talk.sayRaw(new byte[100])).script()),
        Arguments.of("a session that ends at once", "disable", greeting.andClose()));
  }

  private static Script broken(int line) {
    return conversation -> Talk.scram("wonderland", 1).upTo(line).play(conversation);
  }

  @ParameterizedTest
  @MethodSource("stages")
  @DisplayName("300 failing connects at each stage leave no descriptor and no thread")
  void nothingIsLeftBehind(String name, String mode, Script script) {
    assumeTrue(
        ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean,
        "descriptors can be counted");
    int times = mode.equals("require") && name.contains("behind TLS") ? TIMES / 3 : TIMES;
    CountingCrew crew = new CountingCrew();
    once(mode, script, crew, 3);
    long before = descriptors();
    once(mode, script, crew, times);
    assertThat(crew.live()).as("threads that are left").isEmpty();
    assertThat(descriptors()).as("descriptors").isLessThanOrEqualTo(before + SLACK);
  }

  private static void once(String mode, Script script, CountingCrew crew, int times) {
    try (FakeServer server = FakeServer.serving(script)) {
      ConnectionSetup plain = Dial.loopback(server.port(), "sslmode=" + mode);
      ConnectionSetup setup = plain.withSeams(Clock.system(), crew, plain.transport());
      for (int i = 0; i < times; i++) {
        try (PgConnection connection = new Connector(setup).connect()) {
          Dial.ending(connection);
        } catch (PgConnectException refused) {
          // as is meant
        }
      }
      crew.awaitAll();
    }
  }

  private static long descriptors() {
    return ((UnixOperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
        .getOpenFileDescriptorCount();
  }

  /** The system's crew, whose threads are known by name while they run. Thread-safe. */
  private static final class CountingCrew implements Crew {

    private final Crew system = Crew.system();
    private final AtomicInteger number = new AtomicInteger();
    private final Set<String> live = ConcurrentHashMap.newKeySet();
    private final Phaser running = new Phaser(1);

    @Override
    public void start(String name, Runnable task) {
      system.start(name, counted(name, task));
    }

    @Override
    public void offload(String name, Runnable task) {
      system.offload(name, counted(name, task));
    }

    @Override
    public void offloadHashing(String name, Runnable task) {
      system.offloadHashing(name, counted(name, task));
    }

    private Runnable counted(String name, Runnable task) {
      String numbered = name + " " + number.incrementAndGet();
      running.register();
      live.add(numbered);
      return () -> {
        try {
          task.run();
        } finally {
          live.remove(numbered);
          running.arriveAndDeregister();
        }
      };
    }

    /** Waits for every thread to end; those that do not are the test's finding. */
    void awaitAll() {
      try {
        running.awaitAdvanceInterruptibly(
            running.arrive(), Dial.PATIENCE.toSeconds(), TimeUnit.SECONDS);
      } catch (TimeoutException left) {
        throw new AssertionError("still running: " + live, left);
      } catch (InterruptedException interrupted) {
        Thread.currentThread().interrupt();
        throw new AssertionError("interrupted", interrupted);
      }
    }

    Set<String> live() {
      return live;
    }
  }
}
