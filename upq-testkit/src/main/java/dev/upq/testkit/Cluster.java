// SPDX-License-Identifier: Apache-2.0
package dev.upq.testkit;

import dev.upq.fault.PgConfigException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A data directory and the configuration to run it with. One thread at a time. The configuration is
 * a file of its own that includes the directory's postgresql.conf: a directory that the caller
 * keeps is never edited, and ALTER SYSTEM works as ever.
 */
final class Cluster {

  static final String SUPERUSER = "postgres";

  private static final String CONFIGURATION = "postgresql.conf";

  private final Binaries.Installation installation;
  private final ServerSettings settings;
  private final ServerUser user;
  private final ScratchDirectory scratch;

  Cluster(
      Binaries.Installation installation,
      ServerSettings settings,
      ServerUser user,
      ScratchDirectory scratch) {
    this.installation = installation;
    this.settings = settings;
    this.user = user;
    this.scratch = scratch;
  }

  Path data() {
    return settings.data().map(Path::toAbsolutePath).orElseGet(() -> scratch.resolve("data"));
  }

  /** The command that becomes the server. */
  List<String> command(int port) {
    return user.command(
        List.of(
            installation.program("postgres").toString(),
            "-D",
            data().toString(),
            "-c",
            "config_file=" + scratch.resolve(CONFIGURATION),
            "-c",
            "port=" + port));
  }

  /** Creates the data directory unless it holds a cluster already, and writes the configuration. */
  void prepare(List<String> addresses) {
    Path data = data();
    try {
      Path version = data.resolve("PG_VERSION");
      if (!Files.exists(version)) {
        initialize(data);
      } else if (!Files.readString(version).strip().equals(Integer.toString(settings.major()))) {
        throw new PgConfigException(
            "the data directory %s is one of PostgreSQL %s, not %d: ask for that version, or choose another directory"
                .formatted(data, Files.readString(version).strip(), settings.major()));
      } else if (ServerUser.owner(version) != user.uid()) {
        user.own(data);
      }
      user.requireAccess(data);
      scratch.write(CONFIGURATION, configuration(addresses), user);
    } catch (IOException e) {
      throw new PgConfigException(
          "cannot prepare the data directory %s (%s): choose one that can be written"
              .formatted(data, e),
          e);
    }
  }

  /**
   * Runs a crashed cluster once more, alone, so that its shared memory is given back to the system.
   */
  void releaseSharedMemory(int port) {
    List<String> command = new ArrayList<>(command(port));
    command.add(command.indexOf("-D"), "--single");
    command.add(SUPERUSER);
    Shell.run(command, scratch.path());
  }

  /**
   * The directory gets its name when it is complete, so that a kill in between leaves nothing half
   * done.
   */
  private void initialize(Path data) throws IOException {
    if (Files.isDirectory(data)) {
      try (Stream<Path> entries = Files.list(data)) {
        if (entries.findAny().isPresent()) {
          throw new PgConfigException(
              "the directory %s is neither empty nor a data directory of PostgreSQL: choose another"
                  .formatted(data));
        }
      }
    }
    Path unfinished = data.resolveSibling(data.getFileName() + ".init");
    Files.createDirectories(data.toAbsolutePath().getParent());
    FileTrees.delete(unfinished);
    user.own(FileTrees.create(unfinished, "rwx------"));
    user.requireAccess(unfinished);
    Optional<Path> passwordFile = passwordFile();
    Shell.Result result = Shell.run(initdb(unfinished, passwordFile), scratch.path());
    if (passwordFile.isPresent()) {
      Files.delete(passwordFile.get());
    }
    if (result.status() != 0) {
      FileTrees.delete(unfinished);
      throw new PgConfigException(
          "initdb could not create the data directory %s (exit status %d): %s"
              .formatted(data, result.status(), result.oneLine()));
    }
    Files.move(unfinished, data, StandardCopyOption.ATOMIC_MOVE);
  }

  private List<String> initdb(Path directory, Optional<Path> passwordFile) {
    List<String> command =
        new ArrayList<>(
            List.of(
                installation.program("initdb").toString(),
                "--pgdata=" + directory,
                "--username=" + SUPERUSER,
                "--encoding=UTF8",
                "--locale=C",
                "--no-instructions",
                "--auth=" + (passwordFile.isPresent() ? "scram-sha-256" : "trust")));
    passwordFile.ifPresent(file -> command.add("--pwfile=" + file));
    if (!syncs()) {
      command.add("--no-sync");
    }
    return user.command(command);
  }

  private Optional<Path> passwordFile() throws IOException {
    return settings.password().isEmpty()
        ? Optional.empty()
        : Optional.of(scratch.write("password", settings.password().get() + "\n", user));
  }

  /** Data that the caller keeps are never put at risk. */
  private boolean syncs() {
    return settings.durable() || settings.data().isPresent();
  }

  private String configuration(List<String> addresses) throws IOException {
    Map<String, String> lines = new LinkedHashMap<>();
    lines.put("listen_addresses", String.join(", ", addresses));
    lines.put("unix_socket_directories", '"' + scratch.path().toString() + '"');
    lines.put("logging_collector", "off");
    lines.put("log_destination", "stderr");
    lines.put("log_line_prefix", "%m [%p] ");
    lines.put("timezone", "UTC");
    lines.put("log_timezone", "UTC");
    if (!syncs()) {
      lines.put("fsync", "off");
      lines.put("full_page_writes", "off");
    }
    if (settings.hba().isPresent()) {
      String hba = String.join("\n", settings.hba().get()) + "\n";
      lines.put("hba_file", scratch.write("pg_hba.conf", hba, user).toString());
    }
    if (settings.tls().isPresent()) {
      addTls(settings.tls().get(), lines);
    }
    lines.putAll(settings.parameters());
    StringBuilder text = new StringBuilder();
    text.append("include ").append(quoted(data().resolve(CONFIGURATION).toString())).append('\n');
    lines.forEach((name, value) -> text.append(name + " = " + quoted(value) + "\n"));
    return text.toString();
  }

  private void addTls(ServerSettings.Tls tls, Map<String, String> lines) throws IOException {
    lines.put("ssl", "on");
    lines.put("ssl_cert_file", copied(tls.certificate(), "server.crt"));
    lines.put("ssl_key_file", copied(tls.key(), "server.key"));
    if (tls.authorities().isPresent()) {
      lines.put("ssl_ca_file", copied(tls.authorities().get(), "authorities.crt"));
    }
  }

  /** The server insists that its key be its own and nobody else's to read. */
  private String copied(Path file, String name) throws IOException {
    return scratch.write(name, Files.readString(file), user).toString();
  }

  private static String quoted(String value) {
    return "'" + value.replace("\\", "\\\\").replace("'", "''") + "'";
  }
}
