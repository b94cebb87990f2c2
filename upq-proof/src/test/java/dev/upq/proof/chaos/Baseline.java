// SPDX-License-Identifier: Apache-2.0
package dev.upq.proof.chaos;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.management.JMException;
import javax.management.ObjectName;

/**
 * What this process holds at one moment. Immutable.
 *
 * @param descriptors open files and sockets, each with what it leads to; none where the system does
 *     not tell
 * @param heapBytes live heap, after collecting garbage
 */
record Baseline(List<String> descriptors, long heapBytes) {

  /**
   * A line of a proxy may last as long as the server waits for a login that never comes
   * (authentication_timeout, 60 s).
   */
  private static final Duration LINKS = Duration.ofSeconds(90);

  static Baseline now() {
    return new Baseline(openDescriptors(), liveHeap());
  }

  /** Waits until nothing is open that was not then, and no thread of the library is left. */
  void awaitAgain() {
    Chaos.until(() -> "no thread of the library is left: " + threads(), () -> threads().isEmpty());
    Chaos.until(LINKS, this::more, () -> openDescriptors().size() <= descriptors().size());
  }

  /** What is open now and was not then; of sockets, who is at their ends. */
  private String more() {
    Map<String, String> sockets = Sockets.byInode();
    StringBuilder more = new StringBuilder("nothing is open that was not then: ");
    for (String each : openDescriptors()) {
      if (!descriptors().contains(each)) {
        String inode = each.replaceAll(".*\\[(\\d+)]$", "$1");
        more.append('[').append(each).append("] ").append(sockets.getOrDefault(inode, ""));
      }
    }
    return more.append("; sockets ").append(sockets.values()).toString();
  }

  /** The live heap now, less that of then. */
  long heapGrowth() {
    return liveHeap() - heapBytes;
  }

  static long liveHeap() {
    long least = Long.MAX_VALUE;
    for (int i = 0; i < 3; i++) {
      System.gc();
      least = Math.min(least, ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed());
    }
    return least;
  }

  static List<String> openDescriptors() {
    Path own = Path.of("/proc/self/fd");
    if (!Files.isDirectory(own)) {
      return List.of();
    }
    List<String> all = new ArrayList<>();
    try (Stream<Path> links = Files.list(own)) {
      for (Path link : (Iterable<Path>) links::iterator) {
        all.add(target(link));
      }
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
    return all;
  }

  private static String target(Path link) {
    try {
      return link.getFileName() + " " + Files.readSymbolicLink(link);
    } catch (IOException gone) {
      return link.getFileName() + " gone";
    }
  }

  /** Virtual threads of the library. */
  static Set<String> threads() {
    try {
      Path directory = Files.createTempDirectory("upq-threads");
      Path dump = directory.resolve("dump.txt");
      ManagementFactory.getPlatformMBeanServer()
          .invoke(
              new ObjectName("com.sun.management:type=HotSpotDiagnostic"),
              "dumpThreads",
              new Object[] {dump.toString(), "TEXT_PLAIN"},
              new String[] {String.class.getName(), String.class.getName()});
      try (Stream<String> lines = Files.lines(dump)) {
        return lines
            .filter(
                line -> line.startsWith("#") && line.contains("\"upq-") && line.contains("virtual"))
            .collect(Collectors.toCollection(TreeSet::new));
      } finally {
        Files.delete(dump);
        Files.delete(directory);
      }
    } catch (IOException | JMException failed) {
      throw new AssertionError(failed);
    }
  }
}
