// SPDX-License-Identifier: Apache-2.0
package dev.upq.testkit.script;

import java.io.IOException;

/**
 * The client closed the connection, or reset it, while the script was sending. Immutable. It ends
 * the script without being counted as its failure: how much a client takes of an answer that it
 * refuses depends on chance.
 */
public final class ClientGoneException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  ClientGoneException(IOException cause) {
    super("the client is gone: " + cause.getMessage(), cause);
  }
}
