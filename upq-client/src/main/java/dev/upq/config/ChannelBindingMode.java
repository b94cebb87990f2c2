// SPDX-License-Identifier: Apache-2.0
package dev.upq.config;

/** Whether SCRAM is to be bound to the TLS channel that it runs over. Immutable. */
public enum ChannelBindingMode {
  /** Never, even where it could be done. */
  DISABLE,
  /** Where the server offers it. */
  PREFER,
  /** Always; a connection that cannot be bound is refused. */
  REQUIRE
}
