// SPDX-License-Identifier: Apache-2.0
package dev.upq.config;

import dev.upq.fault.PgConfigException;
import java.util.EnumMap;
import java.util.Map;

/**
 * Reads {@code postgresql://} URIs as libpq does. One thread at a time; made for one URI.
 *
 * <pre>postgresql://[user[:password]@][host[:port][,...]][/database][?key=value[&amp;...]]</pre>
 *
 * Every part may be empty and may be percent-encoded; an IPv6 address stands in brackets; the user
 * ends at the first {@code @} before the first {@code /}. Hosts and ports are decoded as whole
 * lists, so an encoded comma separates.
 *
 * <p>Three texts that libpq takes are refused here, for they are what a password with an unencoded
 * {@code @}, {@code /} or {@code ?} looks like, and a piece of it would be taken for a host, a user
 * or a database and be shown: an unencoded {@code @} in a host or in the database, and an unencoded
 * {@code ?} in a user. Where an unencoded {@code @} stands in the query, no message shows its text.
 *
 * @see <a
 *     href="https://www.postgresql.org/docs/18/libpq-connect.html#LIBPQ-CONNSTRING-URIS">Connection
 *     URIs</a>
 */
final class UriText {

  private static final String[] PREFIXES = {"postgresql://", "postgres://"};

  private final String uri;
  private final Map<Setting, Given> out = new EnumMap<>(Setting.class);
  private int at;

  private UriText(String uri, int from) {
    this.uri = uri;
    this.at = from;
  }

  /** True where the text is a URI and not a {@code key=value} string. */
  static boolean matches(String text) {
    return prefixLength(text) > 0;
  }

  /**
   * Messages name positions, counted from 1, and not the text, for it may have a password in it.
   */
  static Map<Setting, Given> parse(String uri) {
    UriText reader = new UriText(uri, prefixLength(uri));
    reader.userAndPassword();
    reader.hosts();
    reader.database();
    if (reader.peek() == '?') {
      reader.at++;
      UriQuery.parse(uri.substring(reader.at), reader.out);
    }
    return reader.out;
  }

  private static int prefixLength(String text) {
    for (String prefix : PREFIXES) {
      if (text.startsWith(prefix)) {
        return prefix.length();
      }
    }
    return 0;
  }

  private void userAndPassword() {
    int end = until(at, "@/");
    if (end == uri.length() || uri.charAt(end) != '@') {
      return;
    }
    int colon = until(at, ":@");
    String user = uri.substring(at, colon);
    if (user.indexOf('?') >= 0) {
      throw bad("\"?\" stands before an \"@\"; write %3F in a user, %40 in a query");
    }
    store(Setting.USER, user);
    if (colon < end) {
      store(Setting.PASSWORD, uri.substring(colon + 1, end));
    }
    at = end + 1;
  }

  private void hosts() {
    StringBuilder hosts = new StringBuilder();
    StringBuilder ports = new StringBuilder();
    while (true) {
      hosts.append(peek() == '[' ? bracketed() : host());
      if (peek() == ':') {
        int from = at + 1;
        at = until(from, "/?,");
        ports.append(uri, from, at);
      }
      if (peek() != ',') {
        break;
      }
      at++;
      hosts.append(',');
      ports.append(',');
    }
    store(Setting.HOST, hosts.toString());
    store(Setting.PORT, ports.toString());
  }

  private String host() {
    int from = at;
    at = until(at, ":/?,");
    String host = uri.substring(from, at);
    if (host.indexOf('@') >= 0) {
      throw bad("a host contains \"@\"; write %40 for one in a user, a password or a host");
    }
    return host;
  }

  private String bracketed() {
    int from = at + 1;
    at = until(from, "]");
    if (peek() != ']') {
      throw bad("\"[\" without \"]\" around an IPv6 address");
    }
    if (at == from) {
      throw bad("an IPv6 address is empty");
    }
    String host = uri.substring(from, at);
    at++;
    if (at < uri.length() && ":/?,".indexOf(peek()) < 0) {
      throw bad("expected \":\", \"/\", \"?\" or \",\" after an IPv6 address");
    }
    return host;
  }

  private void database() {
    if (peek() != '/') {
      return;
    }
    int from = at + 1;
    at = until(from, "?");
    String database = uri.substring(from, at);
    if (database.indexOf('@') >= 0) {
      throw bad("the database contains \"@\"; write %40 for it, and %2F for \"/\" in a password");
    }
    store(Setting.DBNAME, database);
  }

  private void store(Setting setting, String encoded) {
    if (!encoded.isEmpty()) {
      String text = Percent.decode(encoded, "URI: the " + setting.key());
      // A port may be the beginning of a password whose "/" was not encoded: never show it.
      out.put(
          setting,
          setting == Setting.PORT ? Given.hidden(setting, text, "") : Given.of(setting, text, ""));
    }
  }

  private int until(int from, String stops) {
    int i = from;
    while (i < uri.length() && stops.indexOf(uri.charAt(i)) < 0) {
      i++;
    }
    return i;
  }

  private char peek() {
    return at < uri.length() ? uri.charAt(at) : 0;
  }

  private PgConfigException bad(String why) {
    return new PgConfigException("URI, before character " + (at + 1) + ": " + why);
  }
}
