// SPDX-License-Identifier: Apache-2.0
package dev.upq.exchange;

import dev.upq.bytes.ByteWriter;
import dev.upq.channel.Reply;
import dev.upq.fault.PgException;
import dev.upq.fault.PgServerException;
import dev.upq.fault.PgStalePlanException;
import dev.upq.statement.Claim;
import dev.upq.statement.HeldStatements;
import dev.upq.statement.PreparedStatement;
import dev.upq.statement.RegisteredStatement;
import dev.upq.wire.Sync;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a pipeline brings along for the statements that its session does not hold: in front of all
 * items, with a Sync each, so that one that is refused harms only the items that use it. An item
 * whose statement has no name brings it along itself. One thread at a time, on a connection that
 * nobody else sends on.
 */
final class PipelineClaims {

  private final Call call;
  private final List<Claim> claims = new ArrayList<>();
  private final Map<RegisteredStatement, PreparedStatement> seen = new LinkedHashMap<>();
  private final Map<RegisteredStatement, PgServerException> refused = new HashMap<>();

  private PipelineClaims(Call call) {
    this.call = call;
  }

  static PipelineClaims of(Call call, List<Pipeline.Step> steps) {
    PipelineClaims made = new PipelineClaims(call);
    for (Pipeline.Step step : steps) {
      if (step.statement().isNamed()) {
        made.seen.putIfAbsent(step.statement().text(), step.statement());
      }
    }
    HeldStatements held = call.held();
    held.order().lock();
    try {
      made.seen.replaceAll((text, statement) -> held.seenHere(statement));
      made.claims.addAll(held.claim(made.seen.values()));
    } finally {
      held.order().unlock();
    }
    return made;
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
