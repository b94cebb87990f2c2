// SPDX-License-Identifier: Apache-2.0
package dev.upq.examples.flights;

import dev.upq.type.Range;
import java.time.LocalDateTime;
import java.util.List;

/**
 * What leaves from one airport, as a row of the table {@code departures}. Immutable.
 *
 * @param place a composite
 * @param punctuality an enum
 * @param period a range: from the first departure to the last, both within it
 * @param destinations an array, in alphabetical order
 */
public record Departures(
    String iata,
    Place place,
    Punctuality punctuality,
    Range<LocalDateTime> period,
    List<String> destinations) {

  public Departures {
    destinations = List.copyOf(destinations);
  }
}
