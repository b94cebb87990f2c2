// SPDX-License-Identifier: Apache-2.0
package dev.upq.bench.peer;

import dev.upq.PgPool;
import dev.upq.bench.work.CopyRows;
import dev.upq.bench.work.Fact;
import dev.upq.bench.work.ManyRows;
import dev.upq.bench.work.Offer;
import dev.upq.bench.work.Target;
import dev.upq.connection.PgCopyWriter;
import dev.upq.pool.Lease;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.IntStream;

/** upq's COPY in binary, from records and to records; offers nothing else. Thread-safe. */
final class UpqTyped extends Sparse {

  private static final String COPIED = "upq_bench.copied";

  private final PgPool pool;
  private final int rows;

  UpqTyped(Target target) {
    super("typed COPY");
    pool = PgPool.open(UpqClient.config(target));
    rows = target.rows();
  }

  /** Sends the records of one block as often as there are rows to send. */
  @Override
  public Offer copyIn() {
    List<Fact> block =
        IntStream.rangeClosed(1, CopyRows.BLOCK_ROWS).mapToObj(ManyRows::row).toList();
    return new Offer.Blocking(
        (caller, key) -> {
          try (Lease lease = pool.acquire()) {
            lease.execute(CopyRows.TRUNCATE);
            try (PgCopyWriter<Fact> copy = lease.copyIn(COPIED, Fact.class)) {
              for (int sent = 0; sent < rows; sent += CopyRows.BLOCK_ROWS) {
                for (Fact row : block) {
                  copy.write(row);
                }
              }
              return copy.finish();
            }
          }
        });
  }

  /** Looks at every record: a wrong one makes the answer wrong. */
  @Override
  public Offer copyOut() {
    long expected = ManyRows.expected(rows);
    return new Offer.Blocking(
        (caller, key) -> {
          LongAdder sum = new LongAdder();
          long count = pool.copyOut(ManyRows.SELECT_ALL, Fact.class, fact -> sum.add(fact.sum()));
          return sum.sum() == expected ? count : -1;
        });
  }

  @Override
  public void close() {
    pool.close();
  }
}
