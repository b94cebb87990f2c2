// SPDX-License-Identifier: Apache-2.0
package dev.upq.type;

import java.util.Optional;
import java.util.function.Function;

/**
 * A range of values: the empty one, or what lies between two bounds. Immutable as far as its values
 * are.
 *
 * <p>Nothing is put into canonical form here: {@code [1,5]} of int4 comes back from the server as
 * {@code [1,6)}, and a lower bound above the upper one is refused by the server.
 *
 * @param <T> what the bounds are: Integer for int4range, LocalDate for daterange
 * @see <a href="https://www.postgresql.org/docs/18/rangetypes.html">Range types</a>
 */
public sealed interface Range<T> {

  /** The range that holds nothing. */
  record Empty<T>() implements Range<T> {

    @Override
    public String toString() {
      return "empty";
    }
  }

  /** What lies between two bounds. */
  record Between<T>(Bound<T> lower, Bound<T> upper) implements Range<T> {

    /** As PostgreSQL writes it, but for the values, which are as Java writes them. */
    @Override
    public String toString() {
      return (lower instanceof Bound.Inclusive ? "[" : "(")
          + lower.value().map(Object::toString).orElse("")
          + ","
          + upper.value().map(Object::toString).orElse("")
          + (upper instanceof Bound.Inclusive ? "]" : ")");
    }
  }

  /** One end of a range. */
  sealed interface Bound<T> {

    /** The end belongs to the range. */
    record Inclusive<T>(T end) implements Bound<T> {}

    /** The end does not belong to the range. */
    record Exclusive<T>(T end) implements Bound<T> {}

    /** The range has no end there. */
    record Unbounded<T>() implements Bound<T> {}

    /** The end, where there is one. */
    default Optional<T> value() {
      return switch (this) {
        case Inclusive<T>(T end) -> Optional.of(end);
        case Exclusive<T>(T end) -> Optional.of(end);
        case Unbounded<T> _ -> Optional.empty();
      };
    }

    /** The bound of the same kind at another value. */
    default <U> Bound<U> map(Function<? super T, ? extends U> change) {
      return switch (this) {
        case Inclusive<T>(T end) -> new Inclusive<>(change.apply(end));
        case Exclusive<T>(T end) -> new Exclusive<>(change.apply(end));
        case Unbounded<T> _ -> new Unbounded<>();
      };
    }
  }

  static <T> Range<T> empty() {
    return new Empty<>();
  }

  /** {@code (,)}: everything. */
  static <T> Range<T> all() {
    return new Between<>(new Bound.Unbounded<>(), new Bound.Unbounded<>());
  }

  /** {@code [lower,upper)}. */
  static <T> Range<T> closedOpen(T lower, T upper) {
    return new Between<>(new Bound.Inclusive<>(lower), new Bound.Exclusive<>(upper));
  }

  /** {@code [lower,upper]}. */
  static <T> Range<T> closed(T lower, T upper) {
    return new Between<>(new Bound.Inclusive<>(lower), new Bound.Inclusive<>(upper));
  }

  /** {@code [lower,)}. */
  static <T> Range<T> atLeast(T lower) {
    return new Between<>(new Bound.Inclusive<>(lower), new Bound.Unbounded<>());
  }

  /** {@code (,upper)}. */
  static <T> Range<T> lessThan(T upper) {
    return new Between<>(new Bound.Unbounded<>(), new Bound.Exclusive<>(upper));
  }

  default boolean isEmpty() {
    return this instanceof Empty;
  }

  /** The same range of other values, each bound changed. */
  default <U> Range<U> map(Function<? super T, ? extends U> change) {
    return switch (this) {
      case Empty<T> _ -> new Empty<>();
      case Between<T>(Bound<T> lower, Bound<T> upper) ->
          new Between<>(lower.map(change), upper.map(change));
    };
  }
}
