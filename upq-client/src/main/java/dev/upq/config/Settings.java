// SPDX-License-Identifier: Apache-2.0
package dev.upq.config;

import dev.upq.fault.PgConfigException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * All settings that were given, from whatever source, and their reading as numbers, choices and
 * times. Immutable; no {@code toString} shows a value.
 */
final class Settings {

  private static final String CONNECTION_STRING = "connection string";
  private static final int MAX_STRING_CHARS = 1 << 20;
  private static final BigDecimal MAX_SECONDS = BigDecimal.valueOf(Integer.MAX_VALUE);
  private static final int MAX_NUMBER_CHARS = 30;

  private final Map<Setting, Given> given;

  private Settings(Map<Setting, Given> given) {
    this.given = given;
  }

  /** What a URI or a {@code key=value} string says, alone. */
  static Map<Setting, Given> read(String text) {
    Texts.check(CONNECTION_STRING, text);
    if (text.length() > MAX_STRING_CHARS) {
      throw new PgConfigException(
          CONNECTION_STRING + " has more than " + MAX_STRING_CHARS + " characters");
    }
    if (text.startsWith("jdbc:")) {
      throw new PgConfigException(
          CONNECTION_STRING + " begins with \"jdbc:\"; a URI begins with postgresql://");
    }
    return UriText.matches(text) ? UriText.parse(text) : KeyValueText.parse(text);
  }

  /** Fills in what was not given: from the service file, then from the environment. */
  static Settings complete(Map<Setting, Given> explicit, Environment environment) {
    Map<Setting, Given> all = new EnumMap<>(Setting.class);
    all.putAll(explicit);
    Optional<String> service =
        Optional.ofNullable(all.get(Setting.SERVICE))
            .map(Given::text)
            .or(() -> environment.variable(Setting.SERVICE.variable()));
    service.ifPresent(name -> ServiceFile.settings(name, environment).forEach(all::putIfAbsent));
    for (Setting setting : Setting.values()) {
      if (!setting.variable().isEmpty() && !all.containsKey(setting)) {
        String origin = " from " + setting.variable();
        environment
            .variable(setting.variable())
            .ifPresent(text -> all.put(setting, Given.of(setting, text, origin)));
      }
    }
    requireSsl(all);
    return new Settings(all);
  }

  /**
   * PGREQUIRESSL=1 is refused, not overlooked, unless sslmode says it all; any other value says
   * nothing.
   */
  private static void requireSsl(Map<Setting, Given> all) {
    Given old = all.remove(Setting.REQUIRESSL);
    if (old != null && old.text().startsWith("1") && !all.containsKey(Setting.SSLMODE)) {
      Setting.REQUIRESSL.supported(old.origin());
    }
  }

  /** Settings without any other source, completed before. */
  static Settings of(Map<Setting, Given> all) {
    return new Settings(new EnumMap<>(all));
  }

  /** A copy. */
  Map<Setting, Given> map() {
    Map<Setting, Given> copy = new EnumMap<>(Setting.class);
    copy.putAll(given);
    return copy;
  }

  /** The text as it was given, even if empty. */
  Optional<Given> given(Setting setting) {
    return Optional.ofNullable(given.get(setting));
  }

  /** The text, if it was given and is not empty. */
  Optional<String> text(Setting setting) {
    return given(setting).map(Given::text).filter(text -> !text.isEmpty());
  }

  /** A whole number in that range. */
  long number(Setting setting, long otherwise, long min, long max) {
    Optional<Given> text = given(setting);
    if (text.isEmpty()) {
      return otherwise;
    }
    Optional<BigDecimal> value = decimal(text.get().text()).filter(n -> n.scale() <= 0);
    if (value.isEmpty()
        || value.get().compareTo(BigDecimal.valueOf(min)) < 0
        || value.get().compareTo(BigDecimal.valueOf(max)) > 0) {
      throw text.get().refuse(setting, "is not a whole number from " + min + " to " + max);
    }
    return value.get().longValueExact();
  }

  /** A whole number in that range of integers. */
  int integer(Setting setting, int otherwise, int min, int max) {
    return Math.toIntExact(number(setting, otherwise, min, max));
  }

  /** A time in seconds, which may have a fraction; zero and below are zero. */
  Duration seconds(Setting setting, Duration otherwise) {
    Optional<Given> text = given(setting);
    if (text.isEmpty()) {
      return otherwise;
    }
    BigDecimal value =
        decimal(text.get().text())
            .filter(n -> n.abs().compareTo(MAX_SECONDS) <= 0)
            .orElseThrow(
                () ->
                    text.get().refuse(setting, "is not a number of seconds up to " + MAX_SECONDS));
    return value.signum() <= 0
        ? Duration.ZERO
        : Duration.ofNanos(value.movePointRight(9).setScale(0, RoundingMode.CEILING).longValue());
  }

  /** {@code 1} or {@code 0}. */
  boolean flag(Setting setting, boolean otherwise) {
    return given(setting)
        .map(
            text ->
                switch (text.text()) {
                  case "1" -> true;
                  case "0" -> false;
                  default -> throw text.refuse(setting, "is neither 0 nor 1");
                })
        .orElse(otherwise);
  }

  /** One of an enum's constants, written small and with hyphens. */
  <E extends Enum<E>> E choice(Setting setting, E otherwise) {
    E[] all = otherwise.getDeclaringClass().getEnumConstants();
    Optional<Given> text = given(setting);
    if (text.isEmpty()) {
      return otherwise;
    }
    return Arrays.stream(all)
        .filter(constant -> spelling(constant).equals(text.get().text()))
        .findFirst()
        .orElseThrow(
            () ->
                text.get()
                    .refuse(
                        setting,
                        "is not one of "
                            + Arrays.stream(all)
                                .map(Settings::spelling)
                                .collect(Collectors.joining(", "))));
  }

  private static String spelling(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  private static Optional<BigDecimal> decimal(String text) {
    String number = Texts.trim(text);
    boolean plain =
        !number.isEmpty()
            && number.length() <= MAX_NUMBER_CHARS
            && number.chars().allMatch(c -> "0123456789.+-".indexOf(c) >= 0);
    try {
      return plain ? Optional.of(new BigDecimal(number)) : Optional.empty();
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }
}
