// SPDX-License-Identifier: Apache-2.0
package dev.upq.bench.peer;

import dev.upq.bench.work.Client;
import dev.upq.bench.work.Offer;

/** upq's COPY in binary, from records and to records. Thread-safe. */
final class UpqTyped {

  private UpqTyped() {}

  /** A client that offers COPY, and else nothing. */
  static Client client() {
    return new Sparse("typed COPY") {
      @Override
      public Offer copyIn() {
        return Offer.notOffered("upq has no COPY yet");
      }

      @Override
      public Offer copyOut() {
        return Offer.notOffered("upq has no COPY yet");
      }
    };
  }
}
