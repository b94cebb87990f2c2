// SPDX-License-Identifier: Apache-2.0
package dev.upq.bench;

import dev.upq.bench.load.Sample;

/** One that takes part in a case. One thread at a time. */
interface Contestant extends AutoCloseable {

  /** How it is set up, in a few words. */
  String setup();

  /**
   * Works for so many seconds.
   *
   * @throws BenchException where it failed
   */
  Sample round(double seconds);

  @Override
  void close();
}
