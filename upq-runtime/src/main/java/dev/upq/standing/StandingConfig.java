// SPDX-License-Identifier: Apache-2.0
package dev.upq.standing;

import dev.upq.config.PgConfig;
import dev.upq.config.TargetSessionAttrs;
import dev.upq.fault.PgUsageException;
import java.time.Duration;

/**
 * How a standing connection is kept. Immutable.
 *
 * @param role the word that is put behind the session's {@code application_name}
 * @param primary whether it has to be a server that takes writes
 * @param probeEvery the silence after which the server is asked for a sign of life
 * @param probePatience how long it is given to answer
 * @param canaryEvery every so many probes' time a notification is sent to the connection itself; 0
 *     never. LISTEN is not to be had on a standby, nor is the canary
 * @param longestPause the limit of the pauses between attempts that fail, 50 ms at least
 * @param patience how long connecting may take, and the opening, and each batch of the duty's
 */
public record StandingConfig(
    String role,
    boolean primary,
    Duration probeEvery,
    Duration probePatience,
    int canaryEvery,
    Duration longestPause,
    Duration patience) {

  /** A probe after 5 s, 2 s to answer, a canary every 30 s, pauses up to 30 s. */
  public static StandingConfig standard(String role) {
    return new StandingConfig(
        role,
        true,
        Duration.ofSeconds(5),
        Duration.ofSeconds(2),
        6,
        Duration.ofSeconds(30),
        Duration.ofSeconds(30));
  }

  /**
   * @throws PgUsageException where a duration is not positive
   */
  public StandingConfig {
    for (Duration each : new Duration[] {probeEvery, probePatience, longestPause, patience}) {
      if (!each.isPositive()) {
        throw new PgUsageException("a standing connection's times are positive");
      }
    }
    if (canaryEvery < 0) {
      throw new PgUsageException("a canary is sent every n-th probe, or with 0 never");
    }
  }

  /** With other times for the probe. */
  public StandingConfig withProbe(Duration every, Duration its) {
    return new StandingConfig(role, primary, every, its, canaryEvery, longestPause, patience);
  }

  public StandingConfig withCanaryEvery(int probes) {
    return new StandingConfig(
        role, primary, probeEvery, probePatience, probes, longestPause, patience);
  }

  public StandingConfig withLongestPause(Duration most) {
    return new StandingConfig(
        role, primary, probeEvery, probePatience, canaryEvery, most, patience);
  }

  public StandingConfig withPatience(Duration most) {
    return new StandingConfig(
        role, primary, probeEvery, probePatience, canaryEvery, longestPause, most);
  }

  /** To whatever server the settings lead, a standby too, and without a canary. */
  public StandingConfig anywhere() {
    return new StandingConfig(role, false, probeEvery, probePatience, 0, longestPause, patience);
  }

  /** The settings of its sessions, made of the pool's. */
  PgConfig session(PgConfig config) {
    String name = config.startupParameters().getOrDefault("application_name", "upq");
    PgConfig named = config.with("application_name", name + " " + role);
    return primary && config.targetSessionAttrs() != TargetSessionAttrs.READ_WRITE
        ? named.toBuilder().targetSessionAttrs(TargetSessionAttrs.PRIMARY).build()
        : named;
  }
}
