// SPDX-License-Identifier: Apache-2.0
package dev.upq.bench;

import dev.upq.bench.load.Sample;
import dev.upq.bench.work.Case;
import dev.upq.bench.work.LargeValue;
import dev.upq.bench.work.Peer;
import dev.upq.bench.work.Target;
import java.util.List;

/**
 * Finds the smallest heap in which a client can send and receive a large value: what the most heap
 * in use cannot tell, because a collector waits as long as there is room. Stateless.
 *
 * <p>The heap is almost all one generation, of a collector that leaves nothing behind. What an idle
 * client uses is taken off; the value that is sent and the one that comes back count.
 */
final class HeapSearch {

  private static final int STEP_MIB = 2;
  private static final int MOST_STEPS = 128;
  private static final double SECONDS = 0.2;
  private static final long MIB = 1 << 20;

  private HeapSearch() {}

  /** In bytes, to 2 MiB; NaN where 256 MiB do not do. */
  static double bytes(Children children, Peer peer, Case work, Target target) {
    int least = 1;
    int most = MOST_STEPS + 1;
    double found = Double.NaN;
    while (least < most) {
      int middle = (least + most) / 2;
      double needed = tried(children, peer, work, target, middle * STEP_MIB);
      if (Double.isNaN(needed)) {
        least = middle + 1;
      } else {
        most = middle;
        found = needed;
      }
    }
    return found;
  }

  /** What it needs over an idle client where so much heap is enough, else NaN. */
  private static double tried(Children children, Peer peer, Case work, Target target, int mib) {
    List<String> options =
        List.of(
            "-Xms" + mib + "m",
            "-Xmx" + mib + "m",
            "-XX:NewSize=1m",
            "-XX:MaxNewSize=1m",
            "-XX:+UseSerialGC",
            "-XX:+ExitOnOutOfMemoryError");
    try (WorkerProcess worker = WorkerProcess.frugal(children, peer, work, target, options)) {
      Sample sample = worker.round(SECONDS);
      return mib * MIB - (sample.idleHeapBytes() - (double) LargeValue.SIZE);
    } catch (WorkerProcess.NotOfferedException | BenchException tooLittle) {
      return Double.NaN;
    }
  }
}
