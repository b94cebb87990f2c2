// SPDX-License-Identifier: Apache-2.0
package dev.upq.crew;

import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Virtual threads and two small pools of daemon platform threads that end when idle. Thread-safe.
 */
final class SystemCrew implements Crew {

  static final SystemCrew INSTANCE = new SystemCrew();

  private static final int OFFLOAD_THREADS = 16;
  private static final int HASHING_THREADS = 1;
  private static final long IDLE_SECONDS = 10;

  /** Made when it is first needed: a host that is an address, and a login by trust, need none. */
  private static final class Offload {
    static final ThreadPoolExecutor POOL = pool("upq-offload-", OFFLOAD_THREADS);
  }

  private static final class Hashing {
    static final ThreadPoolExecutor POOL = pool("upq-hashing-", HASHING_THREADS);
  }

  private SystemCrew() {}

  @Override
  public void start(String name, Runnable task) {
    Thread.ofVirtual().name(name).start(task);
  }

  @Override
  public void offload(String name, Runnable task) {
    Offload.POOL.execute(task);
  }

  @Override
  public void offloadHashing(String name, Runnable task) {
    Hashing.POOL.execute(task);
  }

  private static ThreadPoolExecutor pool(String prefix, int threads) {
    ThreadPoolExecutor pool =
        new ThreadPoolExecutor(
            threads,
            threads,
            IDLE_SECONDS,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            Thread.ofPlatform().daemon(true).name(prefix, 0).factory());
    pool.allowCoreThreadTimeOut(true);
    return pool;
  }
}
