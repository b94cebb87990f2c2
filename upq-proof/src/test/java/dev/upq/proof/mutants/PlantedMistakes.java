// SPDX-License-Identifier: Apache-2.0
package dev.upq.proof.mutants;

import java.util.List;
import java.util.stream.Stream;

/** The mistakes, by the part of the library that they are in. Stateless. */
final class PlantedMistakes {

  private static final String PROTOCOL = "upq-protocol";
  private static final String CLIENT = "upq-client";
  private static final String RUNTIME = "upq-runtime";

  private PlantedMistakes() {}

  static List<Mutant> all() {
    return Stream.of(
            answers(),
            lanes(),
            bytes(),
            logins(),
            pools(),
            PlantedAbove.scopes(),
            PlantedAbove.notifications())
        .flatMap(List::stream)
        .toList();
  }

  /** Wrong deliveries. */
  private static List<Mutant> answers() {
    return List.of(
        new Mutant(
            "a caller that gives up removes its slot",
            "redis-py CVE-2023-28858, the outage of 20 March 2023",
            CLIENT,
            "dev.upq.channel.Channel",
            "reply.abandoned = true;",
            "reply.abandoned = true; state.owed.remove(reply);",
            interrupts("slow and cancelled")),
        new Mutant(
            "a cancel request is not awaited",
            "lib/pq #1000, pgjdbc #412: a late cancel hits the next statement",
            CLIENT,
            "dev.upq.exchange.Cancel",
            "opening.awaitEnd();",
            "",
            interrupts("slow and cancelled")),
        new Mutant(
            "requests are let in while a statement is being cancelled",
            "lib/pq #1000, pgjdbc #412: a late cancel hits the next statement",
            CLIENT,
            "dev.upq.channel.Channel",
            "if (state.settling || !state.room()) { return null; }",
            "if (!state.room()) { return null; }",
            own("LateCancelTest", "cancelNeverHitsTheStatementAfterTheOneItIsFor")),
        new Mutant(
            "ReadyForQuery ends the last slot and not the first",
            "ProxySQL #6021: results shifted by one",
            CLIENT,
            "dev.upq.channel.Backstage",
            "state.owed.remove();",
            "state.owed.pollLast();",
            interrupts("pipeline")),
        new Mutant(
            "prepared statements are known by the beginning of their text",
            "bun:sql #30494: a cache keyed by a prefix of 40 characters",
            CLIENT,
            "dev.upq.statement.PreparedStatementRegistry",
            "RegisteredStatement known = texts.get(key);",
            """
            RegisteredStatement known = texts.values().stream()
                .filter(other -> other.sql().regionMatches(0, sql, 0, 8))
                .findFirst()
                .orElse(null);
            """,
            interrupts("stream")),
        new Mutant(
            "rows are not compared with the description",
            "lib/pq #6171, RUSTSEC-2026-0178 (tokio-postgres)",
            CLIENT,
            "dev.upq.exchange.Answer",
            "if (count != columns.size())",
            "if (count < 0)",
            own("ImpossibleRowTest", "rowOfAnotherNumberOfColumnsBreaksTheProtocol")));
  }

  /** Bursts of many callers. */
  private static List<Mutant> lanes() {
    return List.of(
        new Mutant(
            "behind an error in a burst, everybody is told that error",
            "pgdog #759: replies drift after an error in a pipeline",
            CLIENT,
            "dev.upq.exchange.Burst",
            "outcomes[i] = SKIPPED;",
            "outcomes[i] = outcomes[from - 1];",
            interrupts("in a lane")),
        new Mutant(
            "what the server passed over goes to the end of the queue and is forgotten",
            "postgres.js #1181: rows of one query in another's result",
            RUNTIME,
            "dev.upq.lane.Yard",
            "waiting.addFirst(calls.get(i));",
            "waiting.size();",
            interrupts("in a lane")),
        new Mutant(
            "a caller that leaves takes its place in a burst with it",
            "redis-py CVE-2023-28858: the slot of who gave up is reused",
            CLIENT,
            "dev.upq.connection.Bursts",
            "BurstCall call = load.calls.get(i);",
            "BurstCall call = load.calls.get(i == 0 ? 0 : load.calls.size() - i);",
            interrupts("in a lane")));
  }

  /** Lengths that are believed. */
  private static List<Mutant> bytes() {
    return List.of(
        new Mutant(
            "a message may claim any length",
            "bun pgdriver #1397: room for whatever the wire claims",
            CLIENT,
            "dev.upq.channel.Inbox",
            "if (length < 4 || length > most)",
            "if (length < 4)",
            own("ImpossibleLengthTest", "lengthThatIsTooLargeBreaksTheProtocol")),
        new Mutant(
            "a message may be shorter than its own length word",
            "lib/pq #6170: a frame length of 0 to 3, minus 4",
            CLIENT,
            "dev.upq.channel.Inbox",
            "if (length < 4 || length > most)",
            "if (length > most)",
            own("ImpossibleLengthTest", "lengthThatIsTooSmallBreaksTheProtocol")),
        new Mutant(
            "any negative length of a value stands for NULL",
            "pgx CVE-2026-32286: a negative length of a field",
            PROTOCOL,
            "dev.upq.wire.DataRow",
            "} else if (length != -1) {",
            "} else if (length == 0) {",
            own("ImpossibleRowTest", "negativeLengthOtherThanThatOfNullBreaksTheProtocol")),
        new Mutant(
            "the sum of lengths wraps at 32 bits",
            "pgx CVE-2024-27304, Npgsql CVE-2024-32655",
            PROTOCOL,
            "dev.upq.bytes.ByteWriter",
            "long needed = (long) position + more;",
            "long needed = position + more;",
            own("MessageLimitTest", "sumOfLengthsThatWrapsIsRefused")),
        new Mutant(
            "the limit of a message is not looked at",
            "pgx CVE-2024-27304, Npgsql CVE-2024-32655",
            PROTOCOL,
            "dev.upq.bytes.ByteWriter",
            "if (needed > limitBytes)",
            "if (needed > Integer.MAX_VALUE)",
            own("MessageLimitTest", "valuesThatAreTooLongTogetherAreRefused")),
        new Mutant(
            "the writer's array is looked at before it grows",
            "Npgsql #5219: bytes lost where a buffer is exchanged",
            PROTOCOL,
            "dev.upq.bytes.ByteWriter",
            "int at = claim(8); LONG.set(bytes, at, value);",
            "LONG.set(bytes, claim(8), value);",
            own("MessageLimitTest", "whatIsWrittenAcrossTheGrowthOfTheArrayIsKept")));
  }

  /** Servers that are believed. */
  private static List<Mutant> logins() {
    return List.of(
        new Mutant(
            "SASLFinal may be skipped",
            "ponylang #204 and #209: AuthenticationOk without SASLFinal",
            CLIENT,
            "dev.upq.exchange.Authenticate",
            "throw disorder(\"something else where SASLFinal belongs\");",
            "return;",
            Killer.of(
                    "dev.upq.proof.hostile.MessageTypeTest",
                    "everyTypeIsHandledPassedOverOrBreaksTheConnection")
                .only("login: where SASLFinal belongs")),
        new Mutant(
            "the server's signature is not verified",
            "postgrex #625: the server's half of the proof is read and not compared",
            PROTOCOL,
            "dev.upq.auth.ScramClient",
            "if (!MessageDigest.isEqual(expectedSignature, signature))",
            "if (signature.length == 0)",
            own("UnprovenServerTest", "serverWhoseSignatureIsWrongIsRefused")),
        new Mutant(
            "the server may ask for any number of iterations",
            "pgjdbc CVE-2026-42198, RUSTSEC-2026-0179",
            PROTOCOL,
            "dev.upq.auth.ScramClient",
            "if (asked < minIterations || asked > maxIterations)",
            "if (asked < minIterations)",
            own("UnprovenServerTest", "serverThatAsksForTooManyIterationsIsRefused")),
        new Mutant(
            "channel_binding=require holds for SCRAM only",
            "pgjdbc CVE-2025-49146",
            CLIENT,
            "dev.upq.exchange.Authenticate",
            "if (!bindingKept)",
            "if (false)",
            own("UnprovenServerTest", "requiredBindingRefusesTrust")),
        new Mutant(
            "what comes with the server's consent to TLS is swallowed",
            "libpq CVE-2021-23222",
            CLIENT,
            "dev.upq.channel.Opening",
            "if (link.read(one, 0, 1) < 0)",
            "if (link.read(one = new byte[256], 0, 256) < 0)",
            own("PlaintextBeforeTlsTest", "plaintextBehindTheConsentIsRefused")));
  }

  /** Connections in a wrong state, or in nobody's hands. */
  private static List<Mutant> pools() {
    return List.of(
        new Mutant(
            "a connection comes back in the middle of a transaction",
            "sqlx #4385: the status byte of ReadyForQuery is ignored",
            CLIENT,
            "dev.upq.connection.Upkeep",
            "return channel.quiet() && channel.status() == TransactionStatus.IDLE",
            "return channel.quiet()",
            interrupts("release while settling")),
        new Mutant(
            "the tag of COMMIT is not looked at",
            "COMMIT of a failed transaction is answered with ROLLBACK, without an error",
            RUNTIME,
            "dev.upq.tx.Block",
            "if (!tag.equals(\"COMMIT\"))",
            "if (tag.isEmpty())",
            interrupts("failed transaction")),
        new Mutant(
            "a waiter that was granted a connection times out",
            "asyncmy #108, HikariCP #791: a connection in nobody's hands",
            RUNTIME,
            "dev.upq.pool.ConnectionPool",
            "if (waiter.granted != null || waiter.share != null) { return waiter; }",
            "if (!late && (waiter.granted != null || waiter.share != null)) { return waiter; }",
            others("late")),
        new Mutant(
            "who waits last is served first",
            "waiters that starve, row L3",
            RUNTIME,
            "dev.upq.pool.Places",
            "waiters.add(waiter);",
            "waiters.push(waiter);",
            interrupts("fifo")),
        new Mutant(
            "a failed attempt to connect keeps its slot",
            "pgjdbc #3957: what a failed attempt held is never released",
            RUNTIME,
            "dev.upq.pool.Headcount",
            "places.connecting--; Remedy remedy",
            "places.connecting -= 0; Remedy remedy",
            others("prepare and query")),
        new Mutant(
            "a lost answer to COMMIT is told as a rollback",
            "rule R8: a commit whose answer is lost has no known outcome",
            RUNTIME,
            "dev.upq.tx.Block",
            "throw lost.sent() == Sent.NOTHING ?",
            "throw lost.sent() != null ?",
            own("LostCommitTest", "lostAnswerLeavesTheOutcomeUnknown")),
        new Mutant(
            "what a session was set to is left to the next borrower",
            "pgdog #1341: the search_path of one is that of the next",
            CLIENT,
            "dev.upq.connection.Upkeep",
            "if (all != null) { reset(all, deadline); }",
            "left = null;",
            interrupts("reset")),
        new Mutant(
            "what is lost is replaced only when somebody asks",
            "Npgsql and others: a pool is as cold as its server after a restart",
            RUNTIME,
            "dev.upq.pool.Headcount",
            "Math.max(places.min, wanted)",
            "Math.max(places.min, 0)",
            interrupts("refill")),
        new Mutant(
            "a closed connection's slot is given away before its link has ended",
            "Vert.x #796: a pool exceeds its maximum",
            RUNTIME,
            "dev.upq.pool.Chore",
            "connection.awaitEnd(Deadline.never(backroom.clock));",
            "",
            others("replacement in a full pool")));
  }

  /** The suite that interrupts before every step, in one of its scenarios. */
  static Killer interrupts(String scenario) {
    return everyStep("interruptBeforeEveryStepHarmsNobodyElse", scenario);
  }

  /** The suite of all other faults before every step, in one of its scenarios. */
  private static Killer others(String scenario) {
    return everyStep("otherFaultBeforeEveryStepIsExplainedAndOvercome", scenario);
  }

  private static Killer everyStep(String method, String scenario) {
    return Killer.of("dev.upq.proof.interleaving.EveryStepTest", method)
        .only(scenario)
        .with("upq.sim.schedules", "1");
  }

  private static Killer own(String suite, String method) {
    return Killer.of("dev.upq.proof.mutants." + suite, method);
  }
}
