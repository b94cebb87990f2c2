// SPDX-License-Identifier: Apache-2.0
package dev.upq.wire;

/** The client is who it says. Immutable. */
public record AuthenticationOk() implements Authentication {

  static final int CODE = 0;

  @Override
  public int code() {
    return CODE;
  }
}
