// SPDX-License-Identifier: Apache-2.0
package dev.upq.config;

import dev.upq.fault.PgConfigException;
import java.nio.file.Path;
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
    Optional<Given> named = settings.given(Setting.USER);
    String user = named.isPresent() ? named.get().text() : environment.osUser();
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
        supplier.isPresent() ? supplier.get() : configured(settings, environment, warnings),
        parameters(settings, environment, pooler),
        min,
        max);
  }

  /** The fixed password if there is one, else the password file. */
  private static CredentialsSupplier configured(
      Settings settings, Environment environment, List<String> warnings) {
    Optional<String> password = settings.text(Setting.PASSWORD);
    if (password.isPresent()) {
      return new FixedPassword(Optional.of(Secret.of(password.get())));
    }
    Optional<String> named = settings.text(Setting.PASSFILE);
    Optional<Path> path =
        named.isPresent()
            ? TextFile.path(named.get())
            : Optional.of(environment.home().resolve(".pgpass"));
    if (path.isEmpty()) {
      throw new PgConfigException("\"passfile\" is not a path");
    }
    PasswordFile file = new PasswordFile(path.get(), environment.socketDirectories());
    Optional<String> problem = file.problem();
    if (problem.isPresent()) {
      warnings.add(problem.get());
    }
    return file;
  }

  /** One for all. Immutable. */
  private record FixedPassword(Optional<Secret> secret) implements CredentialsSupplier {
    @Override
    public Optional<Secret> password(HostPort host, String database, String user) {
      return secret;
    }
  }

  private static Map<String, String> parameters(
      Settings settings, Environment environment, boolean pooler) {
    Map<String, String> out = new LinkedHashMap<>();
    Optional<Given> encoding = settings.given(Setting.CLIENT_ENCODING);
    if (encoding.isPresent() && !utf8(encoding.get().text())) {
      throw encoding.get().refuse(Setting.CLIENT_ENCODING, "is not supported; only UTF8 is");
    }
    out.put("client_encoding", "UTF8");
    Optional<String> name =
        settings.text(
            settings.given(Setting.APPLICATION_NAME).isPresent()
                ? Setting.APPLICATION_NAME
                : Setting.FALLBACK_APPLICATION_NAME);
    if (name.isPresent()) {
      out.put("application_name", name.get());
    }
    Optional<String> options = settings.text(Setting.OPTIONS);
    if (options.isPresent()) {
      out.put("options", options.get());
    }
    fromEnvironment(environment, "PGDATESTYLE", "datestyle", out);
    fromEnvironment(environment, "PGTZ", "timezone", out);
    if (!pooler) {
      fromEnvironment(environment, "PGGEQO", "geqo", out);
    }
    return Collections.unmodifiableMap(out);
  }

  private static void fromEnvironment(
      Environment environment, String variable, String parameter, Map<String, String> out) {
    Optional<String> text = environment.variable(variable);
    if (text.isPresent() && !text.get().equalsIgnoreCase("default")) {
      Texts.check(variable, text.get());
      out.put(parameter, text.get());
    }
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
    Optional<String> text = settings.text(setting);
    if (text.isEmpty()) {
      return otherwise;
    }
    return switch (text.get()) {
      case "3.0" -> 0;
      case "3.2", "latest" -> MINOR_OF_LATEST;
      default -> throw settings.refuse(setting, "is not one of 3.0, 3.2, latest");
    };
  }
}
