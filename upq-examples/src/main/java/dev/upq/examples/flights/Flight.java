// SPDX-License-Identifier: Apache-2.0
package dev.upq.examples.flights;

import java.time.LocalDateTime;

/**
 * A flight, as a row of the table {@code flight}. Immutable.
 *
 * @param id its line in the file, from 1
 * @param departedAt local time of departure
 * @param delayMinutes negative is early
 */
public record Flight(
    int id,
    LocalDateTime departedAt,
    int delayMinutes,
    int distanceMiles,
    String origin,
    String destination) {}
