// SPDX-License-Identifier: Apache-2.0
package dev.upq.bench.peer;

import dev.upq.PgPool;
import dev.upq.bench.work.Account;
import dev.upq.bench.work.Client;
import dev.upq.bench.work.Offer;
import dev.upq.bench.work.PointSelect;
import dev.upq.bench.work.Request;
import dev.upq.bench.work.Target;
import dev.upq.config.HostPort;
import dev.upq.config.PgConfig;
import dev.upq.config.Secret;
import dev.upq.connection.PgPipeline;
import dev.upq.pool.Lease;
import dev.upq.row.Row;
import java.util.ArrayList;
import java.util.List;

/** upq, called from virtual threads. Thread-safe. */
final class UpqClient implements Client {

  private final PgPool pool;
  private final UpqRows rows;
  private final UpqCopy copy;
  private final UpqValues values;
  private final UpqNews news;
  private final int connections;

  UpqClient(Target target) {
    connections = target.connections();
    pool = PgPool.open(config(target));
    rows = new UpqRows(pool, target.rows());
    copy = new UpqCopy(pool, target.rows());
    values = new UpqValues(pool);
    news = new UpqNews(pool);
  }

  static PgConfig config(Target target) {
    PgConfig config =
        PgConfig.parse("postgresql://")
            .withHosts(List.of(new HostPort(target.host(), target.port())))
            .withDatabase(target.database())
            .withUser(target.user())
            .with("sslmode", "disable")
            .with("application_name", "upq bench")
            .with("pool_max", String.valueOf(target.connections()));
    return target.password().isEmpty() ? config : config.withPassword(Secret.of(target.password()));
  }

  @Override
  public String setup() {
    return "PgPool, " + connections + " connections, virtual threads";
  }

  static Account account(Row row) {
    return new Account(row.intValue(0), row.text(1), row.longValue(2));
  }

  @Override
  public Offer pointSelect() {
    return new Offer.Blocking(
        (caller, key) -> pool.query(PointSelect.SELECT, key).one(UpqClient::account).sum());
  }

  @Override
  public Offer selects() {
    return new Offer.Blocking(
        (caller, key) -> {
          try (Lease lease = pool.acquire()) {
            PgPipeline pipeline = lease.pipeline();
            List<PgPipeline.Pending<List<Account>>> selects = add(pipeline, key);
            pipeline.run();
            return sum(selects);
          }
        });
  }

  @Override
  public Offer selectsAndUpdates() {
    return new Offer.Blocking(
        (caller, key) -> {
          try (Lease lease = pool.acquire()) {
            PgPipeline pipeline = lease.pipeline();
            List<PgPipeline.Pending<List<Account>>> selects = add(pipeline, key);
            List<PgPipeline.Pending<Long>> updates = new ArrayList<>(Request.SIZE);
            for (int i = 0; i < Request.SIZE; i++) {
              updates.add(pipeline.execute(Request.UPDATE, Request.own(caller, key, i)));
            }
            pipeline.run();
            long sum = sum(selects);
            for (PgPipeline.Pending<Long> update : updates) {
              sum += update.get();
            }
            return sum;
          }
        });
  }

  private static List<PgPipeline.Pending<List<Account>>> add(PgPipeline pipeline, int key) {
    List<PgPipeline.Pending<List<Account>>> selects = new ArrayList<>(Request.SIZE);
    for (int i = 0; i < Request.SIZE; i++) {
      selects.add(pipeline.query(PointSelect.SELECT, Request.id(key, i)).list(UpqClient::account));
    }
    return selects;
  }

  private static long sum(List<PgPipeline.Pending<List<Account>>> selects) {
    long sum = 0;
    for (PgPipeline.Pending<List<Account>> select : selects) {
      sum += select.get().getFirst().sum();
    }
    return sum;
  }

  @Override
  public Offer insertBatch() {
    return rows.insertBatch();
  }

  @Override
  public Offer insertArrays() {
    return rows.insertArrays();
  }

  @Override
  public Offer rowsStreamed() {
    return rows.streamed();
  }

  @Override
  public Offer rowsAtOnce() {
    return rows.atOnce();
  }

  @Override
  public Offer copyIn() {
    return copy.in();
  }

  @Override
  public Offer copyOut() {
    return copy.out();
  }

  @Override
  public Offer notifyOne() {
    return news.one();
  }

  @Override
  public Offer notifyStream() {
    return news.stream();
  }

  @Override
  public Offer borrow(boolean yields) {
    return new Offer.Blocking(
        (caller, key) -> {
          try (Lease lease = pool.acquire()) {
            if (yields) {
              Turn.pass();
            }
            return lease.connection().ended() ? 0 : 1;
          }
        });
  }

  @Override
  public Offer largeBytes() {
    return values.bytes();
  }

  @Override
  public Offer largeText() {
    return values.text();
  }

  @Override
  public void close() {
    news.close();
    pool.close();
  }
}
