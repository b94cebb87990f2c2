// SPDX-License-Identifier: Apache-2.0
package dev.upq.wire;

/** The server wants the password itself. Immutable. */
public record AuthenticationCleartextPassword() implements Authentication {

  static final int CODE = 3;

  @Override
  public int code() {
    return CODE;
  }
}
