// SPDX-License-Identifier: Apache-2.0
package dev.upq.testkit.proxy;

/** Which way bytes go. Immutable. */
public enum Direction {
  /** What the client (frontend) says. */
  TO_SERVER,
  /** What the server (backend) says. */
  TO_CLIENT
}
