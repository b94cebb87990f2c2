// SPDX-License-Identifier: Apache-2.0
package dev.upq.exchange;

import dev.upq.bytes.ByteWriter;
import dev.upq.channel.Reply;
import dev.upq.fault.PgException;
import dev.upq.fault.PgServerException;
import dev.upq.fault.PgStalePlanException;
import dev.upq.statement.HeldStatements;
import dev.upq.statement.HeldStatements.Claim;
import dev.upq.statement.PreparedStatement;
import dev.upq.statement.RegisteredStatement;
import dev.upq.wire.Sync;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What a pipeline brings along for the statements that its session does not hold: in front of all
 * items, with a Sync each, so that one that is refused harms only the items that use it. One thread
 * at a time, on a connection that nobody else sends on.
 */
final class PipelineClaims {

  private final Call call;
  private final List<Claim> claims = new ArrayList<>();
  private final Map<RegisteredStatement, PreparedStatement> seen = new HashMap<>();
  private final Map<RegisteredStatement, PgServerException> refused = new HashMap<>();

  private PipelineClaims(Call call) {
    this.call = call;
  }

  static PipelineClaims of(Call call, List<Pipeline.Step> steps) {
    PipelineClaims made = new PipelineClaims(call);
    HeldStatements held = call.held();
    held.order().lock();
    try {
      for (Pipeline.Step step : steps) {
        PreparedStatement statement = step.statement();
        if (made.seen.putIfAbsent(statement.text(), statement) == null) {
          Claim claim = held.claim(statement);
          if (!claim.isEmpty()) {
            made.claims.add(claim);
          }
        }
      }
      made.keepWhatIsUsed();
    } finally {
      held.order().unlock();
    }
    return made;
  }

  /** What a large burst pushes out may be used by the burst itself: it is closed with the next. */
  private void keepWhatIsUsed() {
    Set<String> used =
        seen.values().stream().map(PreparedStatement::name).collect(Collectors.toSet());
    for (int i = 0; i < claims.size(); i++) {
      Claim claim = claims.get(i);
      List<String> later = claim.closing().stream().filter(used::contains).toList();
      if (!later.isEmpty()) {
        call.held().close(later);
        List<String> now = claim.closing().stream().filter(name -> !used.contains(name)).toList();
        claims.set(i, new Claim(claim.statement(), now, claim.parse(), claim.describe()));
      }
    }
    claims.removeIf(Claim::isEmpty);
  }

  /** How many messages Sync stand in front of the items. */
  int syncs() {
    return claims.size();
  }

  ByteWriter inFrontOf(ByteWriter items) {
    if (claims.isEmpty()) {
      return items;
    }
    ByteWriter burst = new ByteWriter();
    for (Claim claim : claims) {
      Ride.write(burst, claim);
      new Sync().encode(burst);
    }
    return burst.bytes(items.array(), 0, items.size());
  }

  /** Nothing of it was sent. */
  void takenBack() {
    claims.forEach(call.held()::takenBack);
  }

  /** Reads what became of each. */
  void read(List<Reply> replies) {
    for (int i = 0; i < claims.size(); i++) {
      Claim claim = claims.get(i);
      try {
        PreparedStatement here = Ride.read(call, replies.get(i), claim);
        Answer.ready(replies.get(i));
        seen.put(here.text(), here);
      } catch (UnboundException unbound) {
        refused.put(claim.statement().text(), unbound.failure());
      } catch (PgException ended) {
        claims.subList(i + 1, claims.size()).forEach(call.held()::unknown);
        throw ended;
      }
    }
  }

  /** The statement as this session sees it. */
  PreparedStatement seen(PreparedStatement statement) {
    return seen.getOrDefault(statement.text(), statement);
  }

  /**
   * Why an item failed: where its statement was refused, that is the reason, and not its absence.
   */
  PgServerException cause(PreparedStatement statement, PgServerException failure) {
    return failure instanceof PgStalePlanException
        ? refused.getOrDefault(statement.text(), failure)
        : failure;
  }
}
