// SPDX-License-Identifier: Apache-2.0
package dev.upq.bench;

import dev.upq.bench.report.Outcome;
import dev.upq.bench.report.Table;
import dev.upq.bench.work.Case;
import dev.upq.bench.work.Peer;
import dev.upq.bench.work.Target;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/**
 * All that is to be measured, one case after the other. Immutable.
 *
 * @param cases what
 * @param peers who, where a case has room for them
 */
record Plan(Set<Case> cases, Set<Peer> peers, Rounds rounds, int connections) {

  List<Outcome> carryOut(
      Children children, Database database, Screen screen, Consumer<String> results) {
    screen.progress("filling the tables (" + rounds.rows() + " facts)");
    database.fill(rounds.rows());
    Target target = database.target(connections, rounds.rows());
    List<Outcome> outcomes = new ArrayList<>();
    for (Case work : cases) {
      Set<Peer> who = EnumSet.copyOf(work.peers());
      who.retainAll(peers);
      String where = "[" + (outcomes.size() + 1) + "/" + cases.size() + "]";
      Outcome outcome = one(children, database, screen, work, target, who, where);
      outcomes.add(outcome);
      screen.line("");
      Table.figures(outcome).forEach(results);
    }
    return outcomes;
  }

  private Outcome one(
      Children children,
      Database database,
      Screen screen,
      Case work,
      Target target,
      Set<Peer> who,
      String where) {
    if (!work.distant()) {
      return new Match(children, database, screen, rounds, work, target).play(who, where);
    }
    try (ProxyProcess proxy = ProxyProcess.start(children, target)) {
      Target far = target.at("127.0.0.1", proxy.port());
      return new Match(children, database, screen, rounds, work, far).play(who, where);
    }
  }
}
