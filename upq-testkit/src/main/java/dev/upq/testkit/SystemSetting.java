// SPDX-License-Identifier: Apache-2.0
package dev.upq.testkit;

import java.util.Optional;

/** Settings from outside: a system property first, then an environment variable. Thread-safe. */
final class SystemSetting {

  private SystemSetting() {}

  /** The value of the property, else of the variable; blank counts as not set. */
  static Optional<String> read(String property, String variable) {
    return property(property).or(() -> variable(variable));
  }

  static Optional<String> property(String name) {
    return Optional.ofNullable(System.getProperty(name)).filter(value -> !value.isBlank());
  }

  static Optional<String> variable(String name) {
    return Optional.ofNullable(System.getenv(name)).filter(value -> !value.isBlank());
  }
}
