// SPDX-License-Identifier: Apache-2.0
package dev.upq.stats;

import static org.assertj.core.api.Assertions.assertThat;

import dev.upq.probe.Probe;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import javax.management.JMException;
import javax.management.ObjectName;
import org.junit.jupiter.api.Test;

final class AllocationTest {

  private static final int TIMES = 100_000;

  @Test
  void anObservationAllocatesNothing() throws JMException {
    PgStatsRegistry registry = PgStatsRegistry.create();
    Journal journal = Journal.of("p", Duration.ofHours(1), Duration.ofHours(1), Probe.NONE);
    PoolStats pool = registry.open("p", journal);
    Probe server = pool.at("localhost", 5432, "primary");
    Done query = Done.query("-- name: q\nselect 1", "SELECT 1", 1);
    observe(pool, server, query);
    long before = allocated();
    observe(pool, server, query);
    long bytes = allocated() - before;
    assertThat(bytes).as("bytes for %s rounds", TIMES).isLessThan(TIMES);
    assertThat(pool.snapshot().count()).isEqualTo(2 * TIMES);
  }

  private static void observe(PoolStats pool, Probe server, Done query) {
    for (int i = 0; i < TIMES; i++) {
      server.executed(query, i, null);
      pool.acquired(i);
      pool.released(i, false);
      pool.bytes(i, i);
      server.committed(i);
    }
  }

  /** What this thread has allocated so far, in bytes. */
  private static long allocated() throws JMException {
    return (long)
        ManagementFactory.getPlatformMBeanServer()
            .invoke(
                new ObjectName("java.lang:type=Threading"),
                "getThreadAllocatedBytes",
                new Object[] {Thread.currentThread().threadId()},
                new String[] {"long"});
  }
}
