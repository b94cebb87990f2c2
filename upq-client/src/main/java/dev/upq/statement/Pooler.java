// SPDX-License-Identifier: Apache-2.0
package dev.upq.statement;

/**
 * What is known of a pooler or proxy between a runtime and its server. Told by the server's process
 * id: a session has one, the client is told one at login, and a pooler tells its own.
 */
public enum Pooler {
  /** Nobody has asked yet, or nobody was to ask, or the server told no process id. */
  UNKNOWN,
  /** Nothing stands between: the session that was asked is the server's own. */
  NONE,
  /**
   * Something stands between. Whether it hands sessions from one client to another cannot be told
   * from one connection.
   */
  BETWEEN,
  /**
   * Something stands between that hands sessions on while their clients stay: two open connections
   * of the runtime were served by one session, or one met a statement that another had prepared.
   */
  SHARING
}
