// SPDX-License-Identifier: Apache-2.0
package dev.upq.fault;

/** How much of a request had left for the server when it failed. */
public enum Sent {
  /** Not one byte: the server knows nothing of the request. */
  NOTHING,
  /** Some or all of it may have reached the server; whether it was carried out is not known. */
  MAYBE,
  /** All of it, and the server answered. */
  ALL
}
