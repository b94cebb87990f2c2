// SPDX-License-Identifier: Apache-2.0
package dev.upq.migrate;

/**
 * What {@link PgMigrator#test()} has proved. Immutable.
 *
 * @param versions how many were applied
 * @param reverted how many of them were taken back and applied again: those above the highest
 *     without a down
 * @param repeatable how many were applied in the end
 */
public record RoundTripReport(int versions, int reverted, int repeatable) {}
