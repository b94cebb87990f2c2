// SPDX-License-Identifier: Apache-2.0
package dev.upq.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HostsTest {

  @TempDir Path directory;

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          host=a                                 | [a:5432]
          host=a port=1                          | [a:1]
          host=a,b                               | [a:5432, b:5432]
          host=a,b port=7                        | [a:7, b:7]
          host=a,b port=7,8                      | [a:7, b:8]
          host=a,,c port=,8,                     | [a:5432, localhost:8, c:5432]
          host=::1,b port='+7, 65535'            | [[::1]:7, b:65535]
          host=/run/pg port=7                    | [/run/pg:7]
          port=7                                 | [localhost:7]
          host='' port=''                        | [localhost:5432]
          postgresql://a:1,[::1],/db             | [a:1, [::1]:5432, localhost:5432]
          hostaddr=10.0.0.1,::1                  | [10.0.0.1:5432, [::1]:5432]
          """)
  void listsAreBroughtTogether(String text, String expected) {
    assertThat(new Around(directory).parse(text).hosts()).hasToString(expected);
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          host=a port=1,2                   | "port" has 2 elements for 1 host; give one port, or one for each
          host=a,b,c port=1,2               | "port" has 2 elements for 3 hosts
          host=a,b hostaddr=10.0.0.1        | "host" and "hostaddr" must have the same number of elements
          host=a hostaddr=10.0.0.1,10.0.0.2 | "host" and "hostaddr" must have the same number of elements
          hostaddr=box                      | "hostaddr": the "box" is not an IP address
          host=a port=0                     | "port": the "0" is not a port from 1 to 65535
          host=a port=65536                 | not a port
          host=a port=-1                    | not a port
          host=a port=5432x                 | not a port
          host=a port=99999999999999999999  | not a port
          host=a,b port=1,0x10              | not a port
          postgresql://a:pw/db              | setting "port": the value is not a port
          """)
  void listsThatDoNotFitAreRefused(String text, String reason) {
    assertThat(new Around(directory).refusal(text)).contains(reason);
  }

  @Test
  void anAddressIsConnectedToAndItsHostNamed() {
    PgConfig config = new Around(directory).parse("host=box,/run hostaddr=10.0.0.1,10.0.0.2");
    assertThat(config.hosts())
        .containsExactly(
            new HostPort("box", "10.0.0.1", 5432), new HostPort("/run", "10.0.0.2", 5432));
    assertThat(config.hosts().getLast().unix()).isFalse();
  }

  @Test
  void withoutAHostTheSocketForThePortIsTakenIfItExists() throws Exception {
    Around around = new Around(directory);
    Files.createFile(around.sockets.resolve(".s.PGSQL.6001"));
    assertThat(around.parse("port=6001").hosts())
        .containsExactly(new HostPort(around.sockets.toString(), 6001));
    assertThat(around.parse("port=6002").hosts()).containsExactly(new HostPort("localhost", 6002));
  }

  @Test
  void moreThan256HostsAreRefused() {
    Around around = new Around(directory);
    assertThat(around.parse("host=" + ",".repeat(255)).hosts()).hasSize(256);
    assertThat(around.refusal("host=" + ",".repeat(256))).contains("more than 256 hosts");
  }

  @Test
  void hostsSetInAProgramReplaceAddressesOfTheEnvironment() {
    Around around = new Around(directory).with("PGHOSTADDR", "10.0.0.9").with("PGPORT", "1");
    List<HostPort> hosts = List.of(new HostPort("a", 2), new HostPort("b", "10.0.0.3", 3));
    PgConfig config = PgConfig.builder(around.environment()).hosts(hosts).build();
    assertThat(config.hosts()).isEqualTo(hosts);
    assertThat(config.withHosts(List.of(new HostPort("/c", 4))).hosts())
        .containsExactly(new HostPort("/c", 4));
  }
}
