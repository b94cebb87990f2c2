// SPDX-License-Identifier: Apache-2.0
package dev.upq.wire;

import dev.upq.bytes.ByteReader;
import dev.upq.bytes.ByteWriter;
import dev.upq.fault.Diagnostic;

/**
 * A statement, or the session, has failed. Immutable.
 *
 * <p>Any field may be missing and unknown ones are kept; of a field that comes twice the last
 * counts; text that is not UTF-8 has its malformed bytes replaced.
 *
 * @see <a href="https://www.postgresql.org/docs/18/protocol-error-fields.html">Error and notice
 *     message fields</a>
 */
public record ErrorResponse(Diagnostic diagnostic) implements BackendMessage {

  @Override
  public char type() {
    return 'E';
  }

  @Override
  public void encode(ByteWriter out) {
    Frame.write(out, type(), body -> Diagnostics.write(body, diagnostic));
  }

  public static ErrorResponse decode(ByteReader body) {
    return new ErrorResponse(Diagnostics.read(body));
  }
}
