// SPDX-License-Identifier: Apache-2.0
package dev.upq.config;

import dev.upq.fault.PgConfigException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * All settings that were given, from whatever source, and their reading as numbers, choices and
 * times. Immutable; no {@code toString} shows a value.
 */
final class Settings {

  private static final String CONNECTION_STRING = "connection string";
  private static final int MAX_STRING_CHARS = 1 << 20;
  private static final int MAX_SECONDS = Integer.MAX_VALUE;
  private static final int MAX_NUMBER_CHARS = 30;

  /** So many digits always fit a long. */
  private static final int MAX_PLAIN_CHARS = 18;

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
    Given named = all.get(Setting.SERVICE);
    Optional<String> service =
        named == null
            ? environment.variable(Setting.SERVICE.variable())
            : Optional.of(named.text());
    if (service.isPresent()) {
      ServiceFile.settings(service.get(), environment).forEach(all::putIfAbsent);
    }
    for (Setting setting : Setting.values()) {
      if (!setting.variable().isEmpty() && !all.containsKey(setting)) {
        Optional<String> text = environment.variable(setting.variable());
        if (text.isPresent()) {
          all.put(setting, Given.of(setting, text.get(), " from " + setting.variable()));
        }
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
    Given text = given.get(setting);
    return text == null || text.text().isEmpty() ? Optional.empty() : Optional.of(text.text());
  }

  /** What to throw where the text that was given will not do. */
  PgConfigException refuse(Setting setting, String why) {
    Given text = given.get(setting);
    return text == null
        ? new PgConfigException("setting \"" + setting.key() + "\" " + why)
        : text.refuse(setting, why);
  }

  /** A whole number in that range. */
  long number(Setting setting, long otherwise, long min, long max) {
    Optional<Given> text = given(setting);
    if (text.isEmpty()) {
      return otherwise;
    }
    OptionalLong value = whole(text.get().text());
    if (value.isEmpty() || value.getAsLong() < min || value.getAsLong() > max) {
      throw text.get().refuse(setting, "is not a whole number from " + min + " to " + max);
    }
    return value.getAsLong();
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
    if (plain(text.get().text())) {
      long seconds = Long.parseLong(text.get().text());
      if (seconds <= MAX_SECONDS) {
        return Duration.ofSeconds(seconds);
      }
    }
    Optional<BigDecimal> value = decimal(text.get().text());
    if (value.isEmpty() || value.get().abs().compareTo(BigDecimal.valueOf(MAX_SECONDS)) > 0) {
      throw text.get().refuse(setting, "is not a number of seconds up to " + MAX_SECONDS);
    }
    BigDecimal nanos = value.get().movePointRight(9).setScale(0, RoundingMode.CEILING);
    return nanos.signum() <= 0 ? Duration.ZERO : Duration.ofNanos(nanos.longValue());
  }

  /** {@code 1} or {@code 0}. */
  boolean flag(Setting setting, boolean otherwise) {
    Optional<Given> text = given(setting);
    if (text.isEmpty()) {
      return otherwise;
    }
    return switch (text.get().text()) {
      case "1" -> true;
      case "0" -> false;
      default -> throw text.get().refuse(setting, "is neither 0 nor 1");
    };
  }

  /** One of an enum's constants, written small and with hyphens. */
  <E extends Enum<E>> E choice(Setting setting, E otherwise) {
    Optional<Given> text = given(setting);
    if (text.isEmpty()) {
      return otherwise;
    }
    List<String> spellings = new ArrayList<>();
    for (E constant : otherwise.getDeclaringClass().getEnumConstants()) {
      String spelling = spelling(constant);
      if (spelling.equals(text.get().text())) {
        return constant;
      }
      spellings.add(spelling);
    }
    throw text.get().refuse(setting, "is not one of " + String.join(", ", spellings));
  }

  private static String spelling(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /**
   * Digits and nothing else, as nearly always: then BigDecimal, 14 ms of a start, is not needed.
   */
  private static boolean plain(String text) {
    return !text.isEmpty() && text.length() <= MAX_PLAIN_CHARS && Texts.only(text, "0123456789");
  }

  private static OptionalLong whole(String text) {
    if (plain(text)) {
      return OptionalLong.of(Long.parseLong(text));
    }
    Optional<BigDecimal> value = decimal(text);
    try {
      return value.isPresent() && value.get().scale() <= 0
          ? OptionalLong.of(value.get().longValueExact())
          : OptionalLong.empty();
    } catch (ArithmeticException tooLarge) {
      return OptionalLong.empty();
    }
  }

  private static Optional<BigDecimal> decimal(String text) {
    String number = Texts.trim(text);
    boolean plain =
        !number.isEmpty()
            && number.length() <= MAX_NUMBER_CHARS
            && Texts.only(number, "0123456789.+-");
    try {
      return plain ? Optional.of(new BigDecimal(number)) : Optional.empty();
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }
}
