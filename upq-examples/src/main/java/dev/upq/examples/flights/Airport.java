// SPDX-License-Identifier: Apache-2.0
package dev.upq.examples.flights;

import dev.upq.mapping.Column;

/** An airport, as a row of the table {@code airport}. Immutable. */
public record Airport(
    String iata,
    String name,
    @Column("city") String town,
    String state,
    String country,
    double latitude,
    double longitude) {}
