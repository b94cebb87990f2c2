// SPDX-License-Identifier: Apache-2.0
package dev.upq.channel;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;

/** The JVM's own resolver. Stateless, thread-safe. */
final class SystemResolver implements Resolver {

  @Override
  public List<InetAddress> resolve(String name) throws UnknownHostException {
    return List.of(InetAddress.getAllByName(name));
  }
}
