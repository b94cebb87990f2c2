// SPDX-License-Identifier: Apache-2.0
package dev.upq.channel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.upq.config.HostPort;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SystemTransportTest {

  private static final Resolver NEVER =
      name -> {
        throw new AssertionError("the resolver was asked for " + name);
      };

  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.1", "10.20.30.40", "::1", "2001:db8::7"})
  void anAddressNeedsNoResolver(String literal) throws Exception {
    Transport transport = transport(NEVER, null);
    List<Endpoint> expected = List.of(tcp(literal, 5433));
    assertThat(transport.resolve(new HostPort(literal, 5433))).isEqualTo(expected);
    assertThat(transport.resolve(new HostPort("db.example.test", literal, 5433)))
        .isEqualTo(expected);
  }

  @Test
  void aHostAddressThatIsANameIsRefused() {
    assertThatThrownBy(
            () -> transport(NEVER, null).resolve(new HostPort("db", "db.example.test", 5432)))
        .isInstanceOf(UnknownHostException.class)
        .hasMessageContaining("db.example.test");
  }

  @Test
  void allAddressesAreKeptInTheResolversOrderAndAskedForEachTime() throws Exception {
    List<String> asked = new ArrayList<>();
    Resolver turning =
        name -> {
          asked.add(name);
          InetAddress four = InetAddress.ofLiteral("10.0.0." + asked.size());
          return List.of(InetAddress.ofLiteral("2001:db8::1"), four);
        };
    Transport transport = transport(turning, null);
    HostPort host = new HostPort("db.example.test", 5432);
    assertThat(transport.resolve(host))
        .containsExactly(tcp("2001:db8::1", 5432), tcp("10.0.0.1", 5432));
    assertThat(transport.resolve(host))
        .containsExactly(tcp("2001:db8::1", 5432), tcp("10.0.0.2", 5432));
    assertThat(asked).containsExactly("db.example.test", "db.example.test");
  }

  @Test
  void aNameWithoutAddressesIsUnknown() {
    assertThatThrownBy(
            () -> transport(name -> List.of(), null).resolve(new HostPort("db.example.test", 1)))
        .isInstanceOf(UnknownHostException.class);
  }

  @Test
  void theJvmsResolverKnowsThisMachine() throws Exception {
    assertThat(
            SystemTransport.of(TcpOptions.standard(), Optional.empty())
                .resolve(new HostPort("localhost", 5432)))
        .isNotEmpty()
        .allSatisfy(
            endpoint ->
                assertThat(((Endpoint.Tcp) endpoint).address().getAddress().isLoopbackAddress())
                    .isTrue());
  }

  @Test
  void aDirectoryBecomesTheSocketFileInIt() throws Exception {
    assertThat(transport(NEVER, "postgres").resolve(new HostPort("/run/postgresql", 5433)))
        .containsExactly(
            new Endpoint.Unix(Path.of("/run/postgresql/.s.PGSQL.5433"), Optional.of("postgres")));
    assertThatThrownBy(() -> transport(NEVER, null).resolve(new HostPort("@abstract", 5432)))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("abstract");
  }

  @Test
  void eachKindOfEndpointHasItsLink() throws Exception {
    Transport transport = transport(NEVER, null);
    assertThat(transport.open(tcp("127.0.0.1", 1))).isInstanceOf(SocketLink.class);
    assertThat(transport.open(new Endpoint.Unix(Path.of("/x"), Optional.empty())))
        .isInstanceOf(UnixLink.class);
  }

  private static Transport transport(Resolver resolver, String requirePeer) {
    return SystemTransport.of(TcpOptions.standard(), Optional.ofNullable(requirePeer), resolver);
  }

  private static Endpoint tcp(String literal, int port) {
    return new Endpoint.Tcp(new InetSocketAddress(InetAddress.ofLiteral(literal), port));
  }
}
