// SPDX-License-Identifier: Apache-2.0
package dev.upq.proof.mutants;

import java.util.List;

/** The mistakes in what stands on the pool: transaction scopes and notifications. Stateless. */
final class PlantedAbove {

  private static final String RUNTIME = "upq-runtime";

  private PlantedAbove() {}

  /** Ends that are told wrongly. */
  static List<Mutant> scopes() {
    return List.of(
        new Mutant(
            "what is to follow a commit follows a rollback too",
            "effects of an attempt that was rolled back",
            RUNTIME,
            "dev.upq.tx.Hooks",
            "commit ? committed : rolledBack",
            "committed",
            PlantedMistakes.interrupts("scope that is tried again")),
        new Mutant(
            "a nested part that fails is released and not rolled back to",
            "25P02 is what the next statement sees",
            RUNTIME,
            "dev.upq.tx.Ends",
            "\"ROLLBACK TO SAVEPOINT \" + savepoint + \";RELEASE SAVEPOINT \"",
            "\"RELEASE SAVEPOINT \"",
            PlantedMistakes.interrupts("scope with a nested part")));
  }

  /** Notifications that vanish, and such as come where nobody waits any more. */
  static List<Mutant> notifications() {
    return List.of(
        planted(
            "a connection that was lost is replaced in silence",
            "sqlx #447, postgrex #637, pgjdbc-ng #339",
            "Switchboard",
            "probe.notificationGap(downtime.toNanos()); tellLive(gap);",
            "probe.notificationGap(downtime.toNanos());"),
        planted(
            "the gap is told before LISTEN is committed again",
            "sqlx #1102: who reads the state at the gap misses what comes until LISTEN",
            "Switchboard",
            "lost = loss;",
            "lost = loss; announce();"),
        planted(
            "what the lost connection listened to counts for the new one",
            "row N2: the server's list is not what is wanted",
            "Listening",
            "channels.clear(); channels.addAll(opening);",
            "channels.addAll(opening);"),
        planted(
            "who came while the connection was lost is forgotten",
            "NT-21: lost between LISTEN and its answer",
            "Switchboard",
            "if (!changes.none() || !fresh.isEmpty())",
            "if (!changes.none())"),
        planted(
            "the first who leaves takes the channel with him",
            "NT-08: UNLISTEN although somebody else still wants it",
            "Roster",
            "if (now.isEmpty())",
            "if (now.size() < 9)"),
        planted(
            "closing does not wait for the handler",
            "bar 13: a handler at work after close has returned",
            "Subscription",
            "end(); awaitQuiet(Deadline.after(board.clock(), options.closeWithin()));",
            "end();"),
        planted(
            "a notification is offered to whom it was not promised yet",
            "the first event is not Subscribed",
            "Subscription",
            "if (!live) { return; }",
            ""),
        new Mutant(
            "who asks for something is not heard while the connection is at work",
            "a lost wake-up: LISTEN waits for the next probe",
            RUNTIME,
            "dev.upq.standing.Keeper",
            "roused.set(true);",
            "",
            listeners()));
  }

  private static Mutant planted(
      String name, String history, String type, String text, String replacement) {
    return new Mutant(
        name, history, RUNTIME, "dev.upq.notify." + type, text, replacement, listeners());
  }

  /** The suite of those who come and go, cut short. */
  private static Killer listeners() {
    return Killer.of(
            "dev.upq.proof.interleaving.ListenersTest", "whoeverStaysHearsAllOrIsToldOfAGap")
        .with("upq.sim.listeners", "25000");
  }
}
