// SPDX-License-Identifier: Apache-2.0
package dev.upq.auth;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HexFormat;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class ChannelBindingTest {

  static Iterable<String> names() {
    return BindingCertificates.names();
  }

  @ParameterizedTest(name = "A3: {0}")
  @MethodSource("names")
  @DisplayName("A3: the hash follows the signature algorithm; Ed25519 and Ed448 give none")
  void theHashFollowsTheSignatureAlgorithm(String name) {
    Optional<String> hash =
        ChannelBinding.tlsServerEndPoint(BindingCertificates.named(name))
            .map(HexFormat.of()::formatHex);
    assertThat(hash).isEqualTo(Optional.ofNullable(BindingCertificates.HASHES.get(name)));
    assertThat(hash.isPresent()).isEqualTo(!name.startsWith("ed"));
  }
}
