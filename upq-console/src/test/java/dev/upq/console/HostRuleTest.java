// SPDX-License-Identifier: Apache-2.0
package dev.upq.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** One thread. */
final class HostRuleTest {

  private final HostRule rule = new HostRule(Set.of("Console.example.com"));

  @Test
  void addressesLocalhostAndNamesThatWereGivenAreAnswered() {
    for (String host :
        List.of(
            "127.0.0.1",
            "127.0.0.1:8080",
            "10.1.2.3:1",
            "[::1]",
            "[::1]:8080",
            "localhost",
            "LOCALHOST:65535",
            "console.example.com",
            "console.example.com:9187")) {
      assertThat(rule.allows(host)).as(host).isTrue();
    }
  }

  @Test
  void anyOtherNameIsRefused() {
    assertThat(rule.allows(null)).isFalse();
    for (String host :
        List.of(
            "",
            ":80",
            "example.com",
            "evil.example.com:80",
            "127.0.0.1.example.com",
            "localhost.example.com",
            "127.0.0.1:",
            "127.0.0.1:x",
            "127.0.0.1:123456",
            "localhost:80:80",
            "[::1",
            "::1",
            "[evil]",
            "user@localhost",
            "localhost\u0000")) {
      assertThat(rule.allows(host)).as(host).isFalse();
    }
  }
}
