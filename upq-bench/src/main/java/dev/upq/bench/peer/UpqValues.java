// SPDX-License-Identifier: Apache-2.0
package dev.upq.bench.peer;

import dev.upq.PgPool;
import dev.upq.bench.work.LargeValue;
import dev.upq.bench.work.Offer;

/** upq with large values. Thread-safe. */
final class UpqValues {

  private final PgPool pool;

  UpqValues(PgPool pool) {
    this.pool = pool;
  }

  Offer bytes() {
    byte[] value = LargeValue.bytes();
    return new Offer.Blocking(
        (caller, key) ->
            LargeValue.answer(
                value, pool.query(LargeValue.BYTES, value).one(row -> row.get(0, byte[].class))));
  }

  Offer text() {
    String value = LargeValue.text();
    return new Offer.Blocking(
        (caller, key) -> LargeValue.answer(value, pool.query(LargeValue.TEXT, value).oneText()));
  }
}
