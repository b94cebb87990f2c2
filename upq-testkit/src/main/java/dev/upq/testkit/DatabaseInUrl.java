// SPDX-License-Identifier: Apache-2.0
package dev.upq.testkit;

import dev.upq.fault.PgConfigException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Puts another database into a connection string, a URI or a list of key=value, as libpq reads
 * them. Stateless.
 */
final class DatabaseInUrl {

  private static final Pattern URI_FORM =
      Pattern.compile("(postgres(?:ql)?://[^/?]*)(?:/[^?]*)?(\\?.*)?");

  private DatabaseInUrl() {}

  static String replaced(String text, String database) {
    if (!text.startsWith("postgresql://") && !text.startsWith("postgres://")) {
      String value = database.replace("\\", "\\\\").replace("'", "\\'");
      return text + " dbname='" + value + "'";
    }
    Matcher form = URI_FORM.matcher(text);
    if (!form.matches()) {
      throw new PgConfigException(
          "UPQ_TEST_URL is not a URI of the form postgresql://host/database");
    }
    String query = form.group(2) == null ? "" : form.group(2);
    String encoded = URLEncoder.encode(database, StandardCharsets.UTF_8).replace("+", "%20");
    return form.group(1) + "/" + encoded + query;
  }
}
