// SPDX-License-Identifier: Apache-2.0
package dev.upq.testkit.script;

/** What a server says and expects on one connection. Called by one thread for each connection. */
@FunctionalInterface
public interface Script {

  /**
   * Plays the server. Where it returns, the connection is closed; where it throws, that is kept and
   * thrown again when the server is closed.
   */
  void run(Conversation conversation) throws Exception;
}
