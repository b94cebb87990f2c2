// SPDX-License-Identifier: Apache-2.0
package dev.upq.bench;

import dev.upq.bench.load.Sample;
import dev.upq.bench.report.Figures;
import dev.upq.bench.report.Outcome;
import dev.upq.bench.work.Case;
import dev.upq.bench.work.Peer;
import dev.upq.bench.work.Target;
import dev.upq.bench.work.Workload;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * One case: each client in a process of its own, warmed up, then measured in turns, round by round.
 * One thread.
 */
final class Match {

  private final Children children;
  private final Database database;
  private final Screen screen;
  private final Rounds rounds;
  private final Case work;
  private final Target target;
  private final Map<Peer, Contestant> contestants = new EnumMap<>(Peer.class);
  private final Map<Peer, List<Sample>> samples = new EnumMap<>(Peer.class);
  private final Map<Peer, String> setups = new EnumMap<>(Peer.class);
  private final Map<Peer, String> notes = new EnumMap<>(Peer.class);

  Match(
      Children children,
      Database database,
      Screen screen,
      Rounds rounds,
      Case work,
      Target target) {
    this.children = children;
    this.database = database;
    this.screen = screen;
    this.rounds = rounds;
    this.work = work;
    this.target = target;
  }

  /** Plays it; {@code where} says how much of the whole is done. */
  Outcome play(Set<Peer> peers, String where) {
    try {
      for (Peer peer : peers) {
        screen.progress(where + " " + work.title() + ": " + peer.word() + " warms up");
        enter(peer);
      }
      List<Peer> order = new ArrayList<>(contestants.keySet());
      for (int round = 1; round <= rounds.of(work); round++) {
        for (Peer peer : List.copyOf(order)) {
          screen.progress(
              "%s %s: round %d of %d, %s"
                  .formatted(where, work.title(), round, rounds.of(work), peer.word()));
          measure(peer);
        }
        // Nobody always comes after the same other.
        Collections.rotate(order, 1);
      }
    } finally {
      contestants.values().forEach(Contestant::close);
    }
    if (work.workload() == Workload.SELECTS_AND_UPDATES) {
      database.vacuum();
    }
    return outcome();
  }

  private void enter(Peer peer) {
    try {
      database.tidy();
      Contestant contestant = contestant(peer);
      contestants.put(peer, contestant);
      setups.put(peer, contestant.setup());
      if (!(contestant instanceof Pgbench)) {
        contestant.round(rounds.warmUpSeconds());
      }
    } catch (WorkerProcess.NotOfferedException not) {
      notes.put(peer, not.reason());
    } catch (BenchException failed) {
      leave(peer, failed);
    }
  }

  private Contestant contestant(Peer peer) throws WorkerProcess.NotOfferedException {
    if (peer == Peer.PGBENCH) {
      Optional<Path> program = Pgbench.find();
      if (program.isEmpty()) {
        throw new WorkerProcess.NotOfferedException("pgbench is not installed");
      }
      return Pgbench.of(children, program.get(), work, target);
    }
    if (work == Case.FIRST_ANSWER) {
      return Starts.of(children, peer, target);
    }
    return WorkerProcess.start(children, peer, work, target);
  }

  private void measure(Peer peer) {
    Contestant contestant = contestants.get(peer);
    if (contestant == null) {
      return;
    }
    try {
      database.tidy();
      samples.computeIfAbsent(peer, p -> new ArrayList<>()).add(contestant.round(rounds.seconds()));
    } catch (BenchException failed) {
      leave(peer, failed);
    }
  }

  /** Who fails is out, and the others go on. */
  private void leave(Peer peer, BenchException failed) {
    Contestant contestant = contestants.remove(peer);
    if (contestant != null) {
      contestant.close();
    }
    samples.remove(peer);
    notes.put(peer, "FAILED: " + failed.getMessage());
  }

  private Figures withHeap(Peer peer, Figures figures) {
    if (peer != Peer.UPQ && !rounds.thorough()) {
      return figures;
    }
    screen.progress(work.title() + ": the smallest heap for " + peer.word());
    return figures.withHeap(HeapSearch.bytes(children, peer, work, target));
  }

  private Outcome outcome() {
    Map<Peer, Figures> figures = new EnumMap<>(Peer.class);
    int units = work.workload().units(target.rows());
    samples.forEach((peer, theirs) -> figures.put(peer, Figures.of(theirs, units)));
    if (work == Case.LARGE_BYTES || work == Case.LARGE_TEXT) {
      figures.replaceAll(this::withHeap);
    }
    return new Outcome(work, figures, setups, notes);
  }
}
