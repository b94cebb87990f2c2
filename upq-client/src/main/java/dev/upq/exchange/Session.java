// SPDX-License-Identifier: Apache-2.0
package dev.upq.exchange;

import dev.upq.wire.Octets;
import dev.upq.wire.TransactionStatus;

/**
 * What login established. Immutable.
 *
 * @param minorVersion the protocol that is spoken is 3.this
 * @param processId the backend's process id, for cancelling; 0 where the server gave none
 * @param secretKey what proves our right to cancel; empty where the server gave none
 * @param status the transaction status of the first ReadyForQuery
 */
public record Session(int minorVersion, int processId, Octets secretKey, TransactionStatus status) {

  /** True where the server told how to cancel. */
  public boolean cancellable() {
    return secretKey.length() > 0;
  }

  /** Without the key. */
  @Override
  public String toString() {
    return "Session[protocol 3." + minorVersion + ", backend " + processId + "]";
  }
}
