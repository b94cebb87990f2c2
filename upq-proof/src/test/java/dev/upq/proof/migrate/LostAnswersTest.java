// SPDX-License-Identifier: Apache-2.0
package dev.upq.proof.migrate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.upq.config.PgConfig;
import dev.upq.fault.PgConnectException;
import dev.upq.migrate.MigrationException;
import dev.upq.migrate.MigrationException.Reason;
import dev.upq.testkit.proxy.Cut;
import dev.upq.testkit.proxy.Direction;
import dev.upq.testkit.proxy.FaultProxy;
import dev.upq.testkit.proxy.Rule;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The link is cut in front of an answer of the server's, one after the other. */
class LostAnswersTest {

  /** Every so-manieth answer is cut; 1 for all of them. */
  private static final int EVERY = Integer.getInteger("upq.migrate.every", 11);

  @Test
  @DisplayName("MG-06, G1: cut before any answer, COMMIT's too: all is done in the end, once")
  void aCutBeforeAnyAnswerIsSurvived() {
    int answers = 0;
    int survived = 0;
    int cut = 1;
    boolean reached = true;
    while (reached) {
      try (Ground ground = migrations()) {
        boolean first = upThroughACut(ground, cut);
        reached = ground.files().containsKey("reached");
        ground.remove("reached");
        survived += first && reached ? 1 : 0;
        answers += reached ? 1 : 0;
        ground.migrator().up();
        assertThat(ground.log())
            .as("cut before answer " + cut)
            .containsExactly("1 applied 0", "2 applied 3", "3 applied 0");
        assertThat(ground.count("a")).as("cut before answer " + cut).isEqualTo(3);
      }
      cut += EVERY;
    }
    System.out.println(
        "cut before each of " + answers + " answers; " + survived + " calls did not notice");
    assertThat(answers).isGreaterThan(40 / EVERY);
    assertThat(survived).isPositive();
  }

  private static Ground migrations() {
    Ground ground = Ground.create();
    ground.file("1_a.sql", "create table a (x int); insert into a values (1)");
    ground.file(
        "2_b.sql",
        "-- upq: no-transaction\ninsert into a values (2);\n"
            + "create index concurrently a_x on a (x);\ninsert into a values (3);");
    ground.file("3_c.sql", "create table c ()");
    return ground;
  }

  /** Returns whether the call went well; whether the cut was reached stands in the files. */
  private static boolean upThroughACut(Ground ground, int answer) {
    PgConfig direct = ground.config();
    try (FaultProxy proxy =
        FaultProxy.to(direct.hosts().getFirst().host(), direct.hosts().getFirst().port())) {
      // The first answer of a connection ends its login.
      proxy.addTo(1, new Rule.CutBefore(Direction.TO_CLIENT, 'Z', answer + 1, Cut.RESET));
      PgConfig through =
          direct
              .with("host", proxy.host())
              .with("port", Integer.toString(proxy.port()))
              .with("sslmode", "disable");
      boolean went = true;
      try {
        ground.builder(through).build().up();
      } catch (MigrationException lost) {
        assertThat(lost.reason()).isEqualTo(Reason.CONNECTION);
        went = false;
      } catch (PgConnectException lost) {
        went = false;
      }
      if (!went || proxy.connections() > 1) {
        ground.file("reached", "");
      }
      return went;
    }
  }
}
