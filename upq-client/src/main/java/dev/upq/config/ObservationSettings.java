// SPDX-License-Identifier: Apache-2.0
package dev.upq.config;

import java.time.Duration;

/**
 * What is counted and logged. Immutable.
 *
 * @param stats whether a pool counts what it does
 * @param slowQuery what takes at least that long is logged; zero logs none
 * @param slowAcquire the same of waiting for a connection
 */
public record ObservationSettings(boolean stats, Duration slowQuery, Duration slowAcquire) {

  static ObservationSettings of(Settings settings) {
    return new ObservationSettings(
        settings.flag(Setting.STATS, true),
        settings.seconds(Setting.SLOW_QUERY_THRESHOLD, Duration.ZERO),
        settings.seconds(Setting.SLOW_ACQUIRE_THRESHOLD, Duration.ZERO));
  }
}
