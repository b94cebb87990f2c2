// SPDX-License-Identifier: Apache-2.0
package dev.upq.bench.work;

import java.util.Optional;

/** Who is measured, and how it is called. Immutable. */
public enum Peer {
  UPQ("upq", Mode.OURS),
  UPQ_LANE("upq-lane", Mode.OURS),
  UPQ_TYPED("upq-typed", Mode.OURS),
  PGJDBC("pgjdbc", Mode.VIRTUAL),
  VERTX("vertx", Mode.VIRTUAL),
  VERTX_LOOP("vertx-loop", Mode.NATIVE),
  R2DBC("r2dbc", Mode.NATIVE),
  PGBENCH("pgbench", Mode.LIBPQ);

  /** How its callers call. Immutable. */
  public enum Mode {
    /** upq, from virtual threads. */
    OURS,
    /** From virtual threads. */
    VIRTUAL,
    /** The way that its makers meant it: callbacks on an event loop. */
    NATIVE,
    /** A program in C. */
    LIBPQ
  }

  private final String word;
  private final Mode mode;

  Peer(String word, Mode mode) {
    this.word = word;
    this.mode = mode;
  }

  /** The name that users write. */
  public String word() {
    return word;
  }

  public Mode mode() {
    return mode;
  }

  public static Optional<Peer> find(String word) {
    for (Peer peer : values()) {
      if (peer.word.equals(word)) {
        return Optional.of(peer);
      }
    }
    return Optional.empty();
  }
}
