// SPDX-License-Identifier: Apache-2.0
package dev.upq.proof.house;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Plants each banned call where it is banned, and one where it is not. */
class BansTest {

  private static Stream<Arguments> planted() {
    return Stream.of(
        of(Bans.TIME, "pool", "Thread.sleep(5);"),
        of(Bans.TIME, "pool", "Thread.currentThread().join(5);"),
        of(Bans.TIME, "pool", "System.nanoTime();"),
        of(Bans.TIME, "pool", "System.currentTimeMillis();"),
        of(Bans.TIME, "pool", "java.util.function.LongSupplier s = System::nanoTime;"),
        of(Bans.TIME, "pool", "java.util.concurrent.locks.LockSupport.parkNanos(5);"),
        of(Bans.TIME, "pool", "java.util.concurrent.TimeUnit.SECONDS.sleep(5);"),
        of(Bans.TIME, "pool", "java.time.Instant.now();"),
        of(Bans.TIME, "pool", "java.time.Clock.systemUTC();"),
        of(Bans.TIME, "pool", "new java.util.Date();"),
        of(
            Bans.TIME,
            "pool",
            "new java.util.concurrent.CountDownLatch(1)"
                + ".await(5, java.util.concurrent.TimeUnit.SECONDS);"),
        of(
            Bans.TIME,
            "pool",
            "new java.util.concurrent.locks.ReentrantLock().newCondition().awaitNanos(5);"),
        of(Bans.THREADS, "pool", "new Thread(() -> {});"),
        of(Bans.THREADS, "pool", "Thread.currentThread().start();"),
        of(Bans.THREADS, "pool", "Thread.startVirtualThread(() -> {});"),
        of(Bans.THREADS, "pool", "Thread.ofVirtual();"),
        of(Bans.THREADS, "pool", "java.util.concurrent.Executors.newCachedThreadPool();"),
        of(
            Bans.THREADS,
            "pool",
            "java.util.function.Function<Runnable, Thread> f = Thread::startVirtualThread;"),
        of(Bans.THREADS, "pool", "java.util.concurrent.CompletableFuture.runAsync(() -> {});"),
        of(Bans.THREADS, "pool", "java.util.List.of(1).parallelStream();"),
        of(Bans.SOCKETS, "exchange", "new java.net.Socket();"),
        of(Bans.SOCKETS, "exchange", "java.nio.channels.SocketChannel.open();"),
        of(Bans.SOCKETS, "exchange", "java.net.InetAddress.getByName(\"localhost\");"),
        of(Bans.SOCKETS, "exchange", "javax.net.ssl.SSLSocketFactory.getDefault().createSocket();"),
        of(Bans.LOGGING, "pool", "System.getLogger(\"x\");"),
        of(Bans.LOGGING, "pool", "java.util.logging.Logger.getLogger(\"x\");"),
        of(Bans.LOGGING, "pool", "System.out.println(5);"),
        of(Bans.LOGGING, "pool", "new RuntimeException().printStackTrace();"),
        of(Bans.JOIN, "cli", "new java.util.concurrent.CompletableFuture<String>().join();"),
        of(Bans.MONITOR, "cli", "new Object().notifyAll();"),
        of(
            Bans.EARLY_EXIT_COMPARISON,
            "auth",
            "java.util.Arrays.equals(new byte[1], new byte[1]);"),
        of(Bans.INTERNALS, "cli", "Object o = sun.misc.Unsafe.class;"),
        of(Bans.REFLECTION, "config", "Class.forName(\"x\");"),
        of(Bans.REFLECTION, "config", "java.lang.reflect.Array.getLength(new int[1]);"),
        of(Bans.THREAD_LOCALS, "cli", "new ThreadLocal<String>();"),
        of(Bans.RAW_BYTES, "codec", "java.nio.ByteBuffer.allocate(8).getInt();"),
        of(
            Bans.RAW_BYTES,
            "wire",
            "new java.io.DataInputStream(java.io.InputStream.nullInputStream());"));
  }

  private static Arguments of(Ban ban, String where, String statement) {
    return Arguments.of(ban, where, statement);
  }

  @ParameterizedTest(name = "{1}: {2}")
  @MethodSource("planted")
  void aBannedCallIsReportedWithItsLine(Ban ban, String where, String statement) {
    List<Violation> violations = ban.check(planted("dev.upq." + where, statement));
    assertThat(violations).isNotEmpty();
    assertThat(violations).allSatisfy(v -> assertThat(v.line()).isEqualTo(4));
    assertThat(violations)
        .allSatisfy(v -> assertThat(v.file()).endsWith("/" + where + "/Machine.java"));
  }

  @Test
  void whatIsBannedElsewhereIsAllowedBehindItsOwnDoor() {
    assertThat(Bans.TIME.check(planted("dev.upq.time", "System.nanoTime();"))).isEmpty();
    assertThat(Bans.THREADS.check(planted("dev.upq.crew", "Thread.ofVirtual();"))).isEmpty();
    assertThat(Bans.SOCKETS.check(planted("dev.upq.channel", "new java.net.Socket();"))).isEmpty();
    assertThat(Bans.LOGGING.check(planted("dev.upq.stats", "System.getLogger(\"x\");"))).isEmpty();
    assertThat(
            Bans.EARLY_EXIT_COMPARISON.check(
                planted("dev.upq.wire", "java.util.Arrays.equals(new byte[1], new byte[1]);")))
        .isEmpty();
  }

  @Test
  void theEdgeMaySleepAndStartThreads() {
    House house =
        planted("dev.upq.testkit", "Thread.startVirtualThread(() -> {}); Thread.sleep(5);");
    assertThat(Bans.TIME.check(house)).isEmpty();
    assertThat(Bans.THREADS.check(house)).isEmpty();
  }

  @Test
  void anAsynchronousStageMayRunOnAnExecutorThatIsHandedIn() {
    House house =
        planted(
            "dev.upq.pool",
            "java.util.concurrent.CompletableFuture.runAsync(() -> {}, Runnable::run);");
    assertThat(Bans.THREADS.check(house)).isEmpty();
  }

  @Test
  void waitingWithoutALimitIsNoQuestionOfTime() {
    House house = planted("dev.upq.pool", "new java.util.concurrent.CountDownLatch(0).await();");
    assertThat(Bans.TIME.check(house)).isEmpty();
  }

  private static House planted(String packageName, String statement) {
    return Planted.house(
        "package "
            + packageName
            + ";\nfinal class Machine {\n  void run() throws Throwable {\n    "
            + statement
            + "\n  }\n}\n");
  }
}
