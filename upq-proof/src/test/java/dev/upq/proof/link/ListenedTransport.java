// SPDX-License-Identifier: Apache-2.0
package dev.upq.proof.link;

import dev.upq.channel.Endpoint;
import dev.upq.channel.Link;
import dev.upq.channel.SystemTransport;
import dev.upq.channel.TcpOptions;
import dev.upq.channel.Transport;
import dev.upq.config.HostPort;
import dev.upq.connection.ConnectionSetup;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * Opens the links of another with something around each. As thread-safe as both.
 *
 * @param inner opens the links
 * @param around gives the link that the client is to have
 */
public record ListenedTransport(Transport inner, UnaryOperator<Link> around) implements Transport {

  /** The same setup, whose connections go over real links with something around each. */
  public static ConnectionSetup of(ConnectionSetup usual, UnaryOperator<Link> around) {
    Transport system = SystemTransport.of(TcpOptions.standard(), Optional.empty());
    return usual.withSeams(usual.clock(), usual.crew(), new ListenedTransport(system, around));
  }

  @Override
  public List<Endpoint> resolve(HostPort host) throws IOException {
    return inner.resolve(host);
  }

  @Override
  public Link open(Endpoint endpoint) {
    return around.apply(inner.open(endpoint));
  }
}
