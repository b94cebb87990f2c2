// SPDX-License-Identifier: Apache-2.0
package dev.upq.auth;

import dev.upq.fault.PgConfigException;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;

/**
 * Which authentication methods the server may use: libpq's setting {@code require_auth}. Immutable.
 *
 * <p>A list of methods allows these and nothing else. A list of methods that all begin with {@code
 * !} allows everything but these. {@code none} stands for a server that does not ask; it does not
 * excuse a server that begins SCRAM and does not finish it.
 *
 * <p>Where the setting is absent or empty, libpq allows everything. This library is stricter: it
 * allows SCRAM-SHA-256 and no authentication at all; a password in the clear only where nobody else
 * can read it (TLS or a Unix-domain socket); and nothing else, md5 least of all.
 *
 * @see <a
 *     href="https://www.postgresql.org/docs/18/libpq-connect.html#LIBPQ-CONNECT-REQUIRE-AUTH">require_auth</a>
 */
public final class RequireAuth {

  /** A way to authenticate. */
  public enum Method {
    /** The server does not ask. */
    NONE,
    /** AuthenticationCleartextPassword: the server reads the password. */
    PASSWORD,
    /** AuthenticationMD5Password. */
    MD5,
    /** AuthenticationGSS. */
    GSS,
    /** AuthenticationSSPI. */
    SSPI,
    /** AuthenticationSASL with SCRAM-SHA-256 or SCRAM-SHA-256-PLUS. */
    SCRAM_SHA_256,
    /** AuthenticationSASL with OAUTHBEARER. */
    OAUTH;

    /** The setting's own spelling, for example {@code scram-sha-256}. */
    public String text() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }

  private static final RequireAuth DEFAULT =
      new RequireAuth("", EnumSet.of(Method.NONE, Method.SCRAM_SHA_256), true);

  private final String setting;
  private final Set<Method> allowed;
  private final boolean passwordWhereUnseen;

  private RequireAuth(String setting, Set<Method> allowed, boolean passwordWhereUnseen) {
    this.setting = setting;
    this.allowed = Set.copyOf(allowed);
    this.passwordWhereUnseen = passwordWhereUnseen;
  }

  /** What holds where the setting is absent. */
  public static RequireAuth byDefault() {
    return DEFAULT;
  }

  /**
   * Reads the setting: names in lower case, separated by commas without spaces. An empty text is
   * the default.
   *
   * @throws PgConfigException if a name is unknown or stands twice, or some names are negated and
   *     some are not
   */
  public static RequireAuth parse(String setting) {
    if (setting.isEmpty()) {
      return DEFAULT;
    }
    boolean negated = setting.startsWith("!");
    EnumSet<Method> named = EnumSet.noneOf(Method.class);
    for (String item : setting.split(",", -1)) {
      if (item.startsWith("!") != negated) {
        throw new PgConfigException(
            "require_auth: \"" + item + "\" mixes methods with and without \"!\"");
      }
      if (!named.add(method(negated ? item.substring(1) : item))) {
        throw new PgConfigException("require_auth: \"" + item + "\" stands twice");
      }
    }
    return new RequireAuth(setting, negated ? EnumSet.complementOf(named) : named, false);
  }

  private static Method method(String name) {
    for (Method method : Method.values()) {
      if (method.text().equals(name)) {
        return method;
      }
    }
    throw new PgConfigException(
        "require_auth: \""
            + name
            + "\" is not one of password, md5, gss, sspi, scram-sha-256, oauth, none");
  }

  /**
   * Whether the server may use this method.
   *
   * @param unseen whether nobody between the server and us can read what we send: the connection
   *     uses TLS, or is a Unix-domain socket. It matters to the default alone; whoever names {@code
   *     password} gets it.
   */
  public boolean allows(Method method, boolean unseen) {
    return allowed.contains(method) || (passwordWhereUnseen && unseen && method == Method.PASSWORD);
  }

  /** True where the setting is absent and the default holds. */
  public boolean isDefault() {
    return passwordWhereUnseen;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof RequireAuth that
        && allowed.equals(that.allowed)
        && passwordWhereUnseen == that.passwordWhereUnseen;
  }

  @Override
  public int hashCode() {
    return allowed.hashCode();
  }

  /** The setting as it was given; for the default, what it allows. */
  @Override
  public String toString() {
    return passwordWhereUnseen ? "scram-sha-256,none (password over TLS)" : setting;
  }
}
