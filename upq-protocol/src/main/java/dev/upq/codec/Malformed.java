// SPDX-License-Identifier: Apache-2.0
package dev.upq.codec;

import dev.upq.fault.PgProtocolException;
import dev.upq.fault.Sent;
import dev.upq.type.Codec;

/** Words the failure of bytes that cannot be a value of their type. Immutable: it has no state. */
final class Malformed {

  private Malformed() {}

  static PgProtocolException value(Codec<?> codec, String what) {
    return new PgProtocolException(
        "malformed data from the server: " + codec.typeName() + " with " + what, Sent.MAYBE);
  }
}
