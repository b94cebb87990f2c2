// SPDX-License-Identifier: Apache-2.0
package dev.upq.bench.peer;

import dev.upq.bench.work.Client;
import dev.upq.bench.work.Offer;

/** The read lanes of upq, called from virtual threads. Thread-safe. */
final class UpqLane {

  private UpqLane() {}

  /** A client that offers point selects through a lane, and else nothing. */
  static Client client() {
    return new Sparse("a read lane") {
      @Override
      public Offer pointSelect() {
        return Offer.notOffered("upq has no read lanes yet");
      }
    };
  }
}
