// SPDX-License-Identifier: Apache-2.0
package dev.upq.wire;

import dev.upq.bytes.ByteReader;
import dev.upq.bytes.ByteWriter;
import java.util.List;

/**
 * The server is ready to take COPY data. Immutable.
 *
 * @param overallFormat 0 for text, 1 for binary
 * @param columnFormats the same for each column
 */
public record CopyInResponse(int overallFormat, List<Integer> columnFormats)
    implements BackendMessage {

  public CopyInResponse {
    columnFormats = List.copyOf(columnFormats);
  }

  @Override
  public char type() {
    return 'G';
  }

  @Override
  public void encode(ByteWriter out) {
    Frame.write(out, type(), body -> Formats.writeCodes(body, overallFormat, columnFormats));
  }

  public static CopyInResponse decode(ByteReader body) {
    int overallFormat = Formats.readOverall(body);
    List<Integer> columnFormats = Formats.readCodes(body);
    body.end();
    return new CopyInResponse(overallFormat, columnFormats);
  }
}
