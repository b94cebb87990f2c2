// SPDX-License-Identifier: Apache-2.0
package dev.upq.bench.load;

import java.lang.management.ManagementFactory;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.ObjectName;

/** The figures of this process. Thread-safe. */
public final class Meter {

  private final MBeanServer beans = ManagementFactory.getPlatformMBeanServer();
  private final ObjectName system;
  private final ObjectName threads;

  public Meter() {
    try {
      system = new ObjectName(ManagementFactory.OPERATING_SYSTEM_MXBEAN_NAME);
      threads = new ObjectName(ManagementFactory.THREAD_MXBEAN_NAME);
    } catch (JMException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  /** CPU time of the process so far, all threads, the collector and the compiler among them. */
  public long cpuNanos() {
    return number(system, "ProcessCpuTime");
  }

  /** What all threads, ended ones too, have allocated so far; virtual threads count by carriers. */
  public long allocatedBytes() {
    return number(threads, "TotalThreadAllocatedBytes");
  }

  public void collect() {
    System.gc();
  }

  public long heapBytes() {
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
  }

  private long number(ObjectName bean, String attribute) {
    try {
      return (Long) beans.getAttribute(bean, attribute);
    } catch (JMException unknown) {
      return -1;
    }
  }
}
