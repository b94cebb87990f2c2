// SPDX-License-Identifier: Apache-2.0
package dev.upq.proof.house;

import java.util.Set;
import java.util.function.Predicate;

/** The calls that are reserved for one package, or stand nowhere. Stateless. */
final class Bans {

  private static final Predicate<String> EVERYWHERE = p -> true;
  private static final Predicate<String> FLOORS = Layers::inFloors;

  /** Of method names that wait with a time-out: they take a number and its unit. */
  private static final String TIMED =
      "java/util/concurrent/[\\w/$]+\\.\\w+:\\([^)]*JLjava/util/concurrent/TimeUnit;[^)]*\\).*";

  static final Ban TIME =
      Ban.onCalls(
          FLOORS.and(outside("time", "crew")),
          "java/lang/Thread\\.sleep:.*"
              + "|java/lang/Thread\\.join:\\(.+\\).*"
              + "|java/lang/System\\.(nanoTime|currentTimeMillis):.*"
              + "|java/util/concurrent/locks/LockSupport\\.park(Nanos|Until):.*"
              + "|.*\\.await(Nanos|Until):.*"
              + "|java/util/concurrent/TimeUnit\\.(sleep|timedWait|timedJoin):.*"
              + "|java/time/\\w+\\.now:.*"
              + "|java/time/Clock\\.(system|tick)\\w*:.*"
              + "|java/util/Date\\.<init>:\\(\\)V"
              + "|"
              + TIMED,
          "only dev.upq.time knows the time",
          "Take a Clock or a Deadline");

  static final Ban THREADS =
      Ban.onCalls(
          FLOORS.and(outside("time", "crew")),
          "java/lang/Thread\\.(<init>|start|startVirtualThread|ofVirtual|ofPlatform):.*"
              + "|java/lang/Thread\\$Builder[\\w$]*\\.\\w+:.*|java/util/concurrent/Executors\\..*"
              + "|java/util/concurrent/(Scheduled)?ThreadPoolExecutor\\.<init>:.*"
              + "|java/util/concurrent/ForkJoinPool\\.(<init>|commonPool):.*"
              + "|java/util/Timer\\.<init>:.*"
              + "|java/util/concurrent/Complet(ableFuture|ionStage)\\.\\w+Async:"
              + "\\((?![^)]*Executor;\\)).*"
              + "|.*\\.parallel(Stream)?:\\(\\).*",
          "only dev.upq.crew starts threads",
          "Take a Crew");

  static final Ban SOCKETS =
      Ban.onCalls(
          FLOORS.and(outside("channel")),
          "java/net/(Datagram|Server)?Socket\\.<init>:.*"
              + "|java/nio/channels/\\w*Channel\\.open:.*"
              + "|javax/net/[\\w/]+\\.createSocket:.*"
              + "|java/net/InetAddress\\.get(All)?ByName:.*",
          "only dev.upq.channel touches the network",
          "Take a Transport or a Link");

  static final Ban LOGGING =
      Ban.onBoth(
          FLOORS.and(outside("stats")),
          "java/lang/System\\.getLogger:.*"
              + "|java/lang/\\w*(Throwable|Exception)\\.printStackTrace:.*"
              + "|java/lang/System\\.(out|err):.*",
          "java/util/logging/.*|java/lang/System\\$Logger.*",
          "the library does not talk to the user behind the caller's back",
          "Throw a PgException, or tell the Probe");

  static final Ban JOIN =
      Ban.onCalls(
          EVERYWHERE,
          "java/util/concurrent/CompletableFuture\\.join:.*",
          "join ignores interrupts",
          "Use get() and restore the interrupt");

  static final Ban MONITOR =
      Ban.onCalls(
          EVERYWHERE,
          "java/lang/Object\\.(wait|notify|notifyAll):.*",
          "monitors are not used here",
          "Use a ReentrantLock and its Condition");

  static final Ban EARLY_EXIT_COMPARISON =
      Ban.onCalls(
          in("auth"),
          "java/util/Arrays\\.(equals|mismatch|compare\\w*):.*",
          "a comparison that stops early tells how much was right (A7)",
          "Use MessageDigest.isEqual");

  static final Ban INTERNALS =
      Ban.onTypes(
          EVERYWHERE,
          "sun/.*|jdk/internal/.*|com/sun/(?!net/httpserver/).*",
          "it is internal to the JDK",
          "Use a documented API");

  static final Ban REFLECTION =
      Ban.onBoth(
          in("config"),
          "java/lang/Class\\.(forName|newInstance"
              + "|get(Declared)?(Constructors?|Methods?|Fields?)):.*",
          "java/lang/reflect/.*",
          "a connection string must not be able to name code",
          "Take an object, never the name of a class");

  static final Ban THREAD_LOCALS =
      Ban.onTypes(
          EVERYWHERE,
          "java/lang/(Inheritable)?ThreadLocal",
          "a thread local multiplies by a million virtual threads",
          "Use a ScopedValue, or hand it over as a parameter");

  static final Ban RAW_BYTES =
      Ban.onBoth(
          in("wire", "type", "codec", "row", "statement", "exchange"),
          "java/nio/ByteBuffer\\.get(Char|Double|Float|Int|Long|Short):.*"
              + "|java/lang/invoke/MethodHandles\\.byte(Array|Buffer)ViewVarHandle:.*",
          "java/io/Data(Input|Output)(Stream)?",
          "bytes from the wire are read with bounds checked",
          "Use ByteReader and ByteWriter");

  private Bans() {}

  private static Predicate<String> in(String... names) {
    return p ->
        p.startsWith(Layers.ROOT + ".")
            && Set.of(names).contains(p.substring(Layers.ROOT.length() + 1));
  }

  private static Predicate<String> outside(String... names) {
    return in(names).negate();
  }
}
