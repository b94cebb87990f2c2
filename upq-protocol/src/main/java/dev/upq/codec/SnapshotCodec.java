// SPDX-License-Identifier: Apache-2.0
package dev.upq.codec;

import dev.upq.bytes.ByteReader;
import dev.upq.bytes.ByteWriter;
import dev.upq.fault.PgValueException;
import dev.upq.type.Misfit;
import dev.upq.type.Snapshot;
import java.util.ArrayList;
import java.util.List;

/**
 * pg_snapshot and txid_snapshot: how many transactions are under way in four bytes, then xmin, xmax
 * and those, eight bytes each. Immutable.
 */
final class SnapshotCodec extends Printed<Snapshot> {

  private static final int MOST_DIGITS = 18;

  SnapshotCodec(String typeName) {
    super(typeName, Snapshot.class, -1);
  }

  @Override
  Snapshot read(ByteReader in) {
    int claimed = in.int4();
    long xmin = in.int8();
    long xmax = in.int8();
    int count = in.count(claimed, 8);
    List<Long> inProgress = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      inProgress.add(in.int8());
    }
    return snapshot(xmin, xmax, inProgress);
  }

  @Override
  Snapshot parse(TextScanner in) {
    long xmin = in.digits(1, MOST_DIGITS);
    in.expect(':');
    long xmax = in.digits(1, MOST_DIGITS);
    in.expect(':');
    List<Long> inProgress = new ArrayList<>();
    while (!in.atEnd()) {
      if (!inProgress.isEmpty()) {
        in.expect(',');
      }
      inProgress.add(in.digits(1, MOST_DIGITS));
    }
    return snapshot(xmin, xmax, inProgress);
  }

  private Snapshot snapshot(long xmin, long xmax, List<Long> inProgress) {
    try {
      return new Snapshot(xmin, xmax, inProgress);
    } catch (PgValueException disorder) {
      throw Misfit.value(this, "transactions out of order");
    }
  }

  @Override
  String print(Snapshot value) {
    return value.toString();
  }

  @Override
  public void encode(Snapshot value, ByteWriter out) {
    out.int4(value.inProgress().size()).int8(value.xmin()).int8(value.xmax());
    value.inProgress().forEach(out::int8);
  }
}
