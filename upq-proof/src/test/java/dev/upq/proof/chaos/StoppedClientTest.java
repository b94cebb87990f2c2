// SPDX-License-Identifier: Apache-2.0
package dev.upq.proof.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import dev.upq.connection.PgConnection;
import dev.upq.row.Row;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Our own process is stopped and goes on. Long: {@code -Dupq.chaos.stopped=5}. */
@Timeout(180)
final class StoppedClientTest {

  private static final int CONNECTIONS = 8;

  private final Duration stopped = Chaos.seconds("stopped", 1_000);

  @Test
  @DisplayName(
      "C11, RS-20: a JVM that is stopped and goes on: its connections stay, at most one false"
          + " timeout for each")
  void theConnectionsStay() throws IOException, InterruptedException {
    try (Site site = Site.plain();
        ChildProgram child =
            ChildProgram.start(List.of("-Xmx256m"), StoppedClient.class, site.config())) {
      assertThat(child.line()).isEqualTo("ready");
      Set<Integer> before = pids(site);
      child.signal("STOP");
      Chaos.pause(stopped);
      child.signal("CONT");
      child.sign();
      String[] told = child.line().split(" ");
      Set<Integer> after = pids(site);
      child.sign();
      assertThat(child.exit()).isZero();
      after.retainAll(before);
      Chaos.say(
          "C11: stopped for %s: %d sessions, the same afterwards %d; %s failures, %s wrong",
          stopped, before.size(), after.size(), told[0], told[1]);
      assertThat(before).hasSizeGreaterThanOrEqualTo(CONNECTIONS);
      assertThat(after).hasSize(before.size());
      assertThat(Long.parseLong(told[0])).isLessThanOrEqualTo(before.size());
      assertThat(told[1]).isEqualTo("0");
    }
  }

  private static Set<Integer> pids(Site site) {
    Set<Integer> pids = new TreeSet<>();
    try (PgConnection witness = site.witness()) {
      for (Row row :
          witness.query("select pid from pg_stat_activity where application_name = 'chaos'")) {
        pids.add(row.intValue(0));
      }
    }
    return pids;
  }
}
