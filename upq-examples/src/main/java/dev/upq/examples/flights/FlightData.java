// SPDX-License-Identifier: Apache-2.0
package dev.upq.examples.flights;

import dev.upq.type.Range;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The two files in memory: what the database must say. Immutable.
 *
 * @param airports by line
 * @param flights by line; the ids count from 1
 */
public record FlightData(List<Airport> airports, List<Flight> flights) {

  private static final DateTimeFormatter MINUTE = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm");

  public FlightData {
    airports = List.copyOf(airports);
    flights = List.copyOf(flights);
  }

  /** Reads the files that come with the examples. */
  public static FlightData read() {
    List<Airport> airports = new ArrayList<>();
    for (List<String> line : lines("airports.csv")) {
      airports.add(
          new Airport(
              line.get(0),
              line.get(1),
              line.get(2),
              line.get(3),
              line.get(4),
              Double.parseDouble(line.get(5)),
              Double.parseDouble(line.get(6))));
    }
    List<Flight> flights = new ArrayList<>();
    for (List<String> line : lines("flights.csv")) {
      flights.add(
          new Flight(
              flights.size() + 1,
              LocalDateTime.parse(line.get(0), MINUTE),
              Integer.parseInt(line.get(1)),
              Integer.parseInt(line.get(2)),
              line.get(3),
              line.get(4)));
    }
    return new FlightData(airports, flights);
  }

  public Map<String, Airport> airportsByIata() {
    return airports.stream().collect(Collectors.toMap(Airport::iata, Function.identity()));
  }

  public Map<String, List<Flight>> flightsByOrigin() {
    return flights.stream().collect(Collectors.groupingBy(Flight::origin));
  }

  /** What leaves from each airport, in the order of their codes. */
  public List<Departures> departures() {
    Map<String, Airport> airports = airportsByIata();
    List<Departures> all = new ArrayList<>();
    new TreeMap<>(flightsByOrigin())
        .forEach(
            (iata, from) -> {
              Airport airport = airports.get(iata);
              if (airport != null) {
                all.add(departures(airport, from));
              }
            });
    return all;
  }

  private static Departures departures(Airport airport, List<Flight> flights) {
    List<LocalDateTime> times = flights.stream().map(Flight::departedAt).sorted().toList();
    return new Departures(
        airport.iata(),
        new Place(airport.latitude(), airport.longitude()),
        Punctuality.of(flights.stream().mapToInt(Flight::delayMinutes).average().orElseThrow()),
        Range.closed(times.getFirst(), times.getLast()),
        flights.stream().map(Flight::destination).distinct().sorted().toList());
  }

  public long delaySum() {
    return flights.stream().mapToLong(Flight::delayMinutes).sum();
  }

  public long distanceSum() {
    return flights.stream().mapToLong(Flight::distanceMiles).sum();
  }

  private static List<List<String>> lines(String file) {
    try (InputStream in = FlightData.class.getResourceAsStream(file)) {
      if (in == null) {
        throw new IllegalStateException(file + " is missing from the examples");
      }
      BufferedReader reader = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
      return reader.lines().skip(1).map(FlightData::cells).toList();
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  /** The cells of one line; a cell in double quotes may hold commas, and a quote as two of them. */
  static List<String> cells(String line) {
    List<String> cells = new ArrayList<>();
    StringBuilder cell = new StringBuilder();
    boolean quoted = false;
    for (int i = 0; i < line.length(); i++) {
      char c = line.charAt(i);
      if (c == '"' && quoted && i + 1 < line.length() && line.charAt(i + 1) == '"') {
        cell.append(c);
        i++;
      } else if (c == '"') {
        quoted = !quoted;
      } else if (c == ',' && !quoted) {
        cells.add(cell.toString());
        cell.setLength(0);
      } else {
        cell.append(c);
      }
    }
    cells.add(cell.toString());
    return cells;
  }
}
