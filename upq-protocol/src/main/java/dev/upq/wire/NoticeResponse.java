// SPDX-License-Identifier: Apache-2.0
package dev.upq.wire;

import dev.upq.bytes.ByteReader;
import dev.upq.bytes.ByteWriter;
import dev.upq.fault.Diagnostic;

/**
 * A warning or a remark, which may come at any moment. Immutable. Read as tolerantly as {@link
 * ErrorResponse}.
 *
 * @see <a href="https://www.postgresql.org/docs/18/protocol-error-fields.html">Error and notice
 *     message fields</a>
 */
public record NoticeResponse(Diagnostic diagnostic) implements BackendMessage {

  @Override
  public char type() {
    return 'N';
  }

  @Override
  public void encode(ByteWriter out) {
    Frame.write(out, type(), body -> Diagnostics.write(body, diagnostic));
  }

  public static NoticeResponse decode(ByteReader body) {
    return new NoticeResponse(Diagnostics.read(body));
  }
}
