// SPDX-License-Identifier: Apache-2.0
package dev.upq.jackson;

import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.cfg.CoercionAction;
import tools.jackson.databind.cfg.CoercionInputShape;
import tools.jackson.databind.cfg.DateTimeFeature;
import tools.jackson.databind.cfg.EnumFeature;
import tools.jackson.databind.cfg.JsonNodeFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.module.SimpleModule;
import tools.jackson.databind.type.LogicalType;

/**
 * The two ways in which Jackson is set up: what differs is what is forgiven, never what is kept.
 * Immutable.
 */
final class Mappers {

  /** Jackson recurses. */
  static final int MAX_NESTING = 500;

  /**
   * The longest that jsonb holds: numeric has 131,072 digits before the point and 16,383 behind it;
   * beside these a sign and the point.
   */
  static final int MAX_NUMBER_CHARS = 131_072 + 16_383 + 2;

  static final JsonMapper STRICT = mapper(true);

  static final JsonMapper LENIENT = mapper(false);

  private Mappers() {}

  private static JsonMapper mapper(boolean strict) {
    JsonMapper.Builder mapper =
        JsonMapper.builder(factory(strict))
            .configure(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES, strict)
            .configure(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES, strict)
            .configure(MapperFeature.ALLOW_COERCION_OF_SCALARS, !strict)
            .configure(EnumFeature.FAIL_ON_NUMBERS_FOR_ENUMS, strict)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
            .disable(DateTimeFeature.WRITE_DATES_AS_TIMESTAMPS)
            .disable(DateTimeFeature.WRITE_DURATIONS_AS_TIMESTAMPS)
            .disable(DateTimeFeature.ADJUST_DATES_TO_CONTEXT_TIME_ZONE)
            .disable(MapperFeature.SORT_PROPERTIES_ALPHABETICALLY)
            .addModule(new SimpleModule("upq").setDeserializerModifier(new FiniteNumbers()));
    if (strict) {
      mapper
          .annotationIntrospector(new RequiredComponents())
          .withCoercionConfig(
              LogicalType.Textual,
              text ->
                  text.setCoercion(CoercionInputShape.Integer, CoercionAction.Fail)
                      .setCoercion(CoercionInputShape.Float, CoercionAction.Fail)
                      .setCoercion(CoercionInputShape.Boolean, CoercionAction.Fail));
    }
    return mapper.build();
  }

  private static JsonFactory factory(boolean strict) {
    return JsonFactory.builder()
        .configure(StreamReadFeature.STRICT_DUPLICATE_DETECTION, strict)
        .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
        // The message that holds the document has a limit of its own, and is in memory already.
        .streamReadConstraints(
            StreamReadConstraints.builder()
                .maxNestingDepth(MAX_NESTING)
                .maxNumberLength(MAX_NUMBER_CHARS)
                .maxStringLength(Integer.MAX_VALUE)
                .maxNameLength(Integer.MAX_VALUE)
                .build())
        .build();
  }
}
