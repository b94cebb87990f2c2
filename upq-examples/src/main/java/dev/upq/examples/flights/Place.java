// SPDX-License-Identifier: Apache-2.0
package dev.upq.examples.flights;

/** Where something is, as a value of the composite type {@code place}. Immutable. */
public record Place(double latitude, double longitude) {}
