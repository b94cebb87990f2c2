// SPDX-License-Identifier: Apache-2.0
package dev.upq.config;

import dev.upq.fault.PgConfigException;

/**
 * The text of one setting and where it was given. Immutable; {@link #toString()} does not show the
 * text.
 *
 * @param origin a phrase for messages, for example {@code " from PGPORT"}; empty for the connection
 *     string
 * @param shown whether a message may show the text: false where it may be a part of a mistyped
 *     password
 */
record Given(String text, String origin, boolean shown) {

  static Given of(Setting setting, String text, String origin) {
    return checked(setting, text, origin, !setting.secret());
  }

  static Given hidden(Setting setting, String text, String origin) {
    return checked(setting, text, origin, false);
  }

  private static Given checked(Setting setting, String text, String origin, boolean shown) {
    Texts.check("setting \"" + setting.key() + "\"" + origin, text);
    return new Given(text, origin, shown);
  }

  PgConfigException refuse(Setting setting, String why) {
    String value = shown ? " \"" + Texts.printable(text) + "\"" : " value";
    return new PgConfigException(
        "setting \"" + setting.key() + "\"" + origin + ": the" + value + " " + why);
  }

  @Override
  public String toString() {
    return "Given[" + origin + "]";
  }
}
