// SPDX-License-Identifier: Apache-2.0
package dev.upq.config;

import dev.upq.fault.PgConfigException;
import java.util.Map;

/** Reads what follows the {@code ?} of a URI. Stateless, thread-safe. */
final class UriQuery {

  private UriQuery() {}

  /**
   * Adds the settings of {@code key=value&key=value}; the last of several values of one key counts.
   */
  static void parse(String query, Map<Setting, Given> out) {
    boolean doubtful = query.indexOf('@') >= 0;
    boolean afterSecret = false;
    int at = 0;
    int number = 1;
    while (at < query.length()) {
      int end = query.indexOf('&', at);
      end = end < 0 ? query.length() : end;
      String pair = query.substring(at, end);
      int equals = pair.indexOf('=');
      if (equals < 0) {
        throw bad(number, "has no \"=\"", afterSecret);
      }
      if (pair.indexOf('=', equals + 1) >= 0) {
        throw bad(number, "has a second \"=\"; write %3D in a value", afterSecret);
      }
      String key = Percent.decode(pair.substring(0, equals), "URI: a parameter's name");
      String value =
          Percent.decode(pair.substring(equals + 1), "URI: the value of parameter " + number);
      Setting setting = store(key, value, !doubtful && !afterSecret, out);
      afterSecret = setting.secret();
      at = end + 1;
      number++;
    }
  }

  private static Setting store(String key, String value, boolean mayShow, Map<Setting, Given> out) {
    if (key.equals("ssl") && value.equals("true")) {
      out.put(Setting.SSLMODE, Given.of(Setting.SSLMODE, "require", ""));
      return Setting.SSLMODE;
    }
    Setting setting = Setting.named(key, "", mayShow);
    out.put(setting, mayShow ? Given.of(setting, value, "") : Given.hidden(setting, value, ""));
    return setting;
  }

  private static PgConfigException bad(int number, String why, boolean afterSecret) {
    return new PgConfigException(
        "URI: parameter "
            + number
            + " of the query "
            + why
            + (afterSecret ? "; write %26 for \"&\" in a password" : ""));
  }
}
