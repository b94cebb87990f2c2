// SPDX-License-Identifier: Apache-2.0
package dev.upq.bench.peer;

import dev.upq.PgPool;
import dev.upq.bench.work.CopyRows;
import dev.upq.bench.work.Offer;
import dev.upq.connection.PgCopyIn;
import dev.upq.pool.Lease;
import java.io.OutputStream;

/** upq's COPY of raw bytes, as text. Thread-safe. */
final class UpqCopy {

  private final PgPool pool;
  private final int rows;

  UpqCopy(PgPool pool, int rows) {
    this.pool = pool;
    this.rows = rows;
  }

  Offer in() {
    byte[] block = CopyRows.block();
    return new Offer.Blocking(
        (caller, key) -> {
          try (Lease lease = pool.acquire()) {
            lease.execute(CopyRows.TRUNCATE);
            try (PgCopyIn copy = lease.copyIn(CopyRows.COPY_IN)) {
              for (int sent = 0; sent < rows; sent += CopyRows.BLOCK_ROWS) {
                copy.write(block, 0, block.length);
              }
              return copy.finish();
            }
          }
        });
  }

  Offer out() {
    return new Offer.Blocking(
        (caller, key) -> pool.copyOut(CopyRows.COPY_OUT, OutputStream.nullOutputStream()));
  }
}
