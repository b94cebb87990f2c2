// SPDX-License-Identifier: Apache-2.0
package dev.upq.wire;

import dev.upq.bytes.ByteReader;
import dev.upq.bytes.ByteWriter;
import java.util.List;

/**
 * COPY data flow in both directions, as in streaming replication. Immutable.
 *
 * @param overallFormat 0 for text, 1 for binary
 * @param columnFormats the same for each column
 */
public record CopyBothResponse(int overallFormat, List<Integer> columnFormats)
    implements BackendMessage {

  public CopyBothResponse {
    columnFormats = List.copyOf(columnFormats);
  }

  @Override
  public char type() {
    return 'W';
  }

  @Override
  public void encode(ByteWriter out) {
    Frame.write(out, type(), body -> Formats.writeCodes(body, overallFormat, columnFormats));
  }

  public static CopyBothResponse decode(ByteReader body) {
    int overallFormat = Formats.readOverall(body);
    List<Integer> columnFormats = Formats.readCodes(body);
    body.end();
    return new CopyBothResponse(overallFormat, columnFormats);
  }
}
