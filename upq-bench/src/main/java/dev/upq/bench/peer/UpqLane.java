// SPDX-License-Identifier: Apache-2.0
package dev.upq.bench.peer;

import dev.upq.PgPool;
import dev.upq.bench.work.Offer;
import dev.upq.bench.work.PointSelect;
import dev.upq.bench.work.Target;
import dev.upq.lane.ReadLane;

/**
 * A read lane of upq, called from virtual threads: point selects, and else nothing. Thread-safe.
 */
final class UpqLane extends Sparse {

  private final PgPool pool;

  UpqLane(Target target) {
    super("a read lane");
    pool = PgPool.open(UpqClient.config(target));
  }

  @Override
  public String setup() {
    return "PgPool.lane(), 2 connections (its default), virtual threads";
  }

  @Override
  public Offer pointSelect() {
    ReadLane lane = pool.lane();
    return new Offer.Blocking(
        (caller, key) -> lane.query(PointSelect.SELECT, key).one(UpqClient::account).sum());
  }

  @Override
  public void close() {
    pool.close();
  }
}
