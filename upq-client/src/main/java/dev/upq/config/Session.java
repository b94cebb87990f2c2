// SPDX-License-Identifier: Apache-2.0
package dev.upq.config;

import dev.upq.fault.PgConfigException;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Who connects to what, and what the session begins with. Immutable; no {@code toString} shows a
 * secret.
 */
record Session(
    String database,
    String user,
    CredentialsSupplier credentials,
    Map<String, String> startupParameters,
    int minProtocolMinor,
    int maxProtocolMinor) {

  /** The protocol's minor versions that exist in major version 3, the last being the latest. */
  private static final int MINOR_OF_LATEST = 2;

  static Session of(
      Settings settings,
      Environment environment,
      Optional<CredentialsSupplier> supplier,
      List<String> warnings) {
    String user = settings.given(Setting.USER).map(Given::text).orElse(environment.osUser());
    if (user.isEmpty()) {
      throw new PgConfigException(
          "setting \"user\" is empty; give user=NAME or set PGUSER to a name");
    }
    Texts.check("the operating system's name of the user", user);
    int min = minor(settings, Setting.MIN_PROTOCOL_VERSION, 0);
    boolean pooler = settings.flag(Setting.TRANSACTION_POOLER, false);
    // Poolers of today refuse a newer protocol instead of negotiating, at the cost of a connection.
    int max = minor(settings, Setting.MAX_PROTOCOL_VERSION, pooler ? min : MINOR_OF_LATEST);
    if (min > max) {
      throw new PgConfigException(
          "setting \"min_protocol_version\" is above \"max_protocol_version\"");
    }
    return new Session(
        settings.text(Setting.DBNAME).orElse(user),
        user,
        supplier.orElseGet(() -> configured(settings, environment, warnings)),
        parameters(settings, environment, pooler),
        min,
        max);
  }

  /** The fixed password if there is one, else the password file. */
  private static CredentialsSupplier configured(
      Settings settings, Environment environment, List<String> warnings) {
    Optional<Secret> fixed = settings.text(Setting.PASSWORD).map(Secret::of);
    if (fixed.isPresent()) {
      return (host, database, user) -> fixed;
    }
    Optional<String> named = settings.text(Setting.PASSFILE);
    PasswordFile file =
        new PasswordFile(
            named
                .map(
                    text ->
                        TextFile.path(text)
                            .orElseThrow(() -> new PgConfigException("\"passfile\" is not a path")))
                .orElse(environment.home().resolve(".pgpass")),
            environment.socketDirectories());
    file.problem().ifPresent(warnings::add);
    return file;
  }

  private static Map<String, String> parameters(
      Settings settings, Environment environment, boolean pooler) {
    Map<String, String> out = new LinkedHashMap<>();
    Optional<Given> encoding = settings.given(Setting.CLIENT_ENCODING);
    if (encoding.isPresent() && !utf8(encoding.get().text())) {
      throw encoding.get().refuse(Setting.CLIENT_ENCODING, "is not supported; only UTF8 is");
    }
    out.put("client_encoding", "UTF8");
    settings
        .given(Setting.APPLICATION_NAME)
        .or(() -> settings.given(Setting.FALLBACK_APPLICATION_NAME))
        .map(Given::text)
        .filter(name -> !name.isEmpty())
        .ifPresent(name -> out.put("application_name", name));
    settings.text(Setting.OPTIONS).ifPresent(text -> out.put("options", text));
    fromEnvironment(environment, "PGDATESTYLE", "datestyle", out);
    fromEnvironment(environment, "PGTZ", "timezone", out);
    if (!pooler) {
      fromEnvironment(environment, "PGGEQO", "geqo", out);
    }
    return Collections.unmodifiableMap(out);
  }

  private static void fromEnvironment(
      Environment environment, String variable, String parameter, Map<String, String> out) {
    environment
        .variable(variable)
        .filter(text -> !text.equalsIgnoreCase("default"))
        .ifPresent(
            text -> {
              Texts.check(variable, text);
              out.put(parameter, text);
            });
  }

  private static boolean utf8(String encoding) {
    StringBuilder letters = new StringBuilder();
    for (char c : encoding.toLowerCase(Locale.ROOT).toCharArray()) {
      if (Character.isLetterOrDigit(c)) {
        letters.append(c);
      }
    }
    return switch (letters.toString()) {
      case "", "auto", "utf8", "unicode" -> true;
      default -> false;
    };
  }

  private static int minor(Settings settings, Setting setting, int otherwise) {
    return settings
        .given(setting)
        .filter(given -> !given.text().isEmpty())
        .map(
            given ->
                switch (given.text()) {
                  case "3.0" -> 0;
                  case "3.2", "latest" -> MINOR_OF_LATEST;
                  default -> throw given.refuse(setting, "is not one of 3.0, 3.2, latest");
                })
        .orElse(otherwise);
  }
}
