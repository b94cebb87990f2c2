// SPDX-License-Identifier: Apache-2.0
package dev.upq.channel;

import dev.upq.config.HostPort;
import java.io.IOException;
import java.util.List;

/** How links come about. Thread-safe. Replaced in tests by pipes in memory. */
public interface Transport {

  /**
   * The addresses of a host, in the order in which they are to be tried. Asks the resolver at every
   * call; blocks, and may hold a carrier, so it is called on an offload thread.
   */
  List<Endpoint> resolve(HostPort host) throws IOException;

  /**
   * Whether {@link #resolve} has to ask anybody for that host; where not, whoever connects calls it
   * without a detour.
   */
  default boolean asks(HostPort host) {
    return true;
  }

  /** A link to be connected; does no I/O yet. */
  Link open(Endpoint endpoint);
}
