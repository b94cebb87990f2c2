// SPDX-License-Identifier: Apache-2.0
/**
 * The main job: airports and flights of the United States in 2001, loaded into PostgreSQL, read and
 * written by many virtual threads over one pool, every answer checked against the files that the
 * data came from.
 *
 * <p>{@link dev.upq.examples.flights.FlightData} is the truth in memory, {@link
 * dev.upq.examples.flights.Loader} puts it into the database, {@link
 * dev.upq.examples.flights.Traffic} uses it, {@link dev.upq.examples.flights.Verifier} compares
 * what the database says with the truth. It stands on the public API only.
 */
@NullMarked
package dev.upq.examples.flights;

import org.jspecify.annotations.NullMarked;
