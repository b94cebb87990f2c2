// SPDX-License-Identifier: Apache-2.0
package dev.upq.config;

import dev.upq.fault.PgConfigException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Finds the files of certificates and keys. Stateless, thread-safe.
 *
 * <p>The defaults are {@code root.crt}, {@code root.crl}, {@code postgresql.crt} and {@code
 * postgresql.key} in {@code ~/.postgresql}, each if it exists. A file that was named and does not
 * exist is refused, where libpq goes on without it. With {@code sslmode=disable} no file is looked
 * at.
 *
 * @see <a href="https://www.postgresql.org/docs/18/libpq-ssl.html#LIBPQ-SSL-FILE-USAGE">SSL client
 *     file usage</a>
 */
final class TlsFileSettings {

  private final Settings settings;
  private final Path directory;
  private final List<String> warnings;

  private TlsFileSettings(Settings settings, Path directory, List<String> warnings) {
    this.settings = settings;
    this.directory = directory;
    this.warnings = warnings;
  }

  static TlsFiles of(
      Settings settings, SslMode mode, Environment environment, List<String> warnings) {
    if (mode == SslMode.DISABLE) {
      return TlsFiles.none();
    }
    return new TlsFileSettings(settings, environment.home().resolve(".postgresql"), warnings)
        .files(mode);
  }

  private TlsFiles files(SslMode mode) {
    boolean system = settings.text(Setting.SSLROOTCERT).equals(Optional.of("system"));
    Optional<Path> root = system ? Optional.empty() : file(Setting.SSLROOTCERT, "root.crt");
    if (!system && root.isEmpty() && mode.compareTo(SslMode.VERIFY_CA) >= 0) {
      throw new PgConfigException(
          "setting \"sslmode\": \""
              + mode.text()
              + "\" needs a root certificate; give sslrootcert=FILE or sslrootcert=system, or"
              + " provide "
              + directory.resolve("root.crt"));
    }
    Optional<Path> certificate = Optional.empty();
    Optional<Path> key = Optional.empty();
    if (!certificateDisabled()) {
      certificate = file(Setting.SSLCERT, "postgresql.crt");
      key = certificate.isPresent() ? key() : Optional.empty();
      certificate = key.isEmpty() ? Optional.empty() : certificate;
    }
    Optional<String> word = settings.text(Setting.SSLPASSWORD);
    Optional<Secret> password =
        word.isPresent() ? Optional.of(Secret.of(word.get())) : Optional.empty();
    return new TlsFiles(root, system, certificate, key, password, revocations(system));
  }

  private boolean certificateDisabled() {
    Optional<Given> mode = settings.given(Setting.SSLCERTMODE);
    return mode.isPresent()
        && switch (mode.get().text()) {
          case "disable" -> true;
          case "allow" -> false;
          case "require" ->
              throw mode.get().refuse(Setting.SSLCERTMODE, "is not supported; use \"allow\"");
          default -> throw mode.get().refuse(Setting.SSLCERTMODE, "is not one of disable, allow");
        };
  }

  private Optional<Path> key() {
    Optional<Path> key = file(Setting.SSLKEY, "postgresql.key");
    boolean explicit = settings.text(Setting.SSLKEY).isPresent();
    if (key.isEmpty()) {
      if (settings.text(Setting.SSLCERT).isPresent()) {
        throw new PgConfigException(
            "setting \"sslcert\" has no private key; give sslkey=FILE or provide "
                + directory.resolve("postgresql.key"));
      }
      return Optional.empty();
    }
    Optional<String> problem = TextFile.keyFileProblem(key.get());
    if (problem.isPresent() && explicit) {
      throw new PgConfigException("setting \"sslkey\": " + key.get() + " " + problem.get());
    }
    if (problem.isPresent()) {
      warnings.add(
          "the client certificate is not used: its key "
              + directory.resolve("postgresql.key")
              + " "
              + problem.get());
    }
    return problem.isPresent() ? Optional.empty() : key;
  }

  private Optional<Path> revocations(boolean system) {
    Optional<Path> list = named(Setting.SSLCRL);
    Optional<Path> directories = named(Setting.SSLCRLDIR);
    if (list.isPresent() && directories.isPresent()) {
      throw new PgConfigException(
          "settings \"sslcrl\" and \"sslcrldir\" exclude each other here; give one of them");
    }
    if (list.isPresent() || directories.isPresent()) {
      return list.isPresent() ? list : directories;
    }
    Path standard = directory.resolve("root.crl");
    return !system && Files.isRegularFile(standard) ? Optional.of(standard) : Optional.empty();
  }

  private Optional<Path> file(Setting setting, String standard) {
    Optional<Path> named = named(setting);
    Path fallback = directory.resolve(standard);
    return named.isEmpty() && Files.exists(fallback) ? Optional.of(fallback) : named;
  }

  /** What a setting names, which has to exist; empty where it names nothing. */
  private Optional<Path> named(Setting setting) {
    Optional<String> text = settings.text(setting);
    if (text.isEmpty()) {
      return Optional.empty();
    }
    boolean directories = setting == Setting.SSLCRLDIR;
    Optional<Path> path = TextFile.path(text.get());
    if (path.isPresent()
        && (directories ? Files.isDirectory(path.get()) : Files.isRegularFile(path.get()))) {
      return path;
    }
    throw new PgConfigException(
        "setting \""
            + setting.key()
            + "\": "
            + Texts.printable(text.get())
            + " is not "
            + (directories ? "a directory" : "a file")
            + " that exists");
  }
}
