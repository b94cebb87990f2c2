// SPDX-License-Identifier: Apache-2.0
package dev.upq.jackson;

import java.util.Arrays;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.stream.IntStream;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.BeanDescription;
import tools.jackson.databind.DeserializationConfig;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.ValueDeserializer;
import tools.jackson.databind.deser.ValueDeserializerModifier;
import tools.jackson.databind.deser.std.DelegatingDeserializer;
import tools.jackson.databind.type.ArrayType;

/**
 * Refuses a number that a {@code double} or {@code float} cannot hold, 1e400, where Jackson would
 * make it infinite. The words {@code "Infinity"} and {@code "-Infinity"}, as Jackson writes them,
 * are read, but not into an array of primitives. Immutable.
 */
final class FiniteNumbers extends ValueDeserializerModifier {

  private static final long serialVersionUID = 1L;

  private static final Set<Class<?>> SINGLE =
      Set.of(double.class, Double.class, float.class, Float.class, OptionalDouble.class);

  @Override
  public ValueDeserializer<?> modifyDeserializer(
      DeserializationConfig config,
      BeanDescription.Supplier description,
      ValueDeserializer<?> usual) {
    return SINGLE.contains(description.getBeanClass()) ? new Finite(usual) : usual;
  }

  @Override
  public ValueDeserializer<?> modifyArrayDeserializer(
      DeserializationConfig config,
      ArrayType type,
      BeanDescription.Supplier description,
      ValueDeserializer<?> usual) {
    return type.hasRawClass(double[].class) || type.hasRawClass(float[].class)
        ? new Finite(usual)
        : usual;
  }

  private static boolean infinite(Object value) {
    return switch (value) {
      case Double one -> one.isInfinite();
      case Float one -> one.isInfinite();
      case OptionalDouble one -> one.isPresent() && Double.isInfinite(one.getAsDouble());
      case double[] all -> Arrays.stream(all).anyMatch(Double::isInfinite);
      case float[] all ->
          IntStream.range(0, all.length).anyMatch(each -> Float.isInfinite(all[each]));
      default -> false;
    };
  }

  /** Looks at what another one has read. Immutable. */
  private static final class Finite extends DelegatingDeserializer {

    Finite(ValueDeserializer<?> usual) {
      super(usual);
    }

    @Override
    protected ValueDeserializer<?> newDelegatingInstance(ValueDeserializer<?> other) {
      return new Finite(other);
    }

    @Override
    public Object deserialize(JsonParser parser, DeserializationContext context) {
      boolean word =
          parser.hasToken(JsonToken.VALUE_STRING)
              && parser.getString().chars().noneMatch(Character::isDigit);
      Object value = super.deserialize(parser, context);
      if (value != null && !word && infinite(value)) {
        return context.reportInputMismatch(this, "beyond the range of the class");
      }
      return value;
    }
  }
}
