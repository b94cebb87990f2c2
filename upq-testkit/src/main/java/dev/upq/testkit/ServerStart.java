// SPDX-License-Identifier: Apache-2.0
package dev.upq.testkit;

import dev.upq.fault.PgConfigException;
import java.util.List;
import java.util.function.ToIntFunction;

/**
 * From what a builder was told to a server that runs: find, unpack, create, start. Immutable
 * itself; its parts belong to the {@link EmbeddedPostgres} made of them.
 */
record ServerStart(
    ServerSettings settings,
    InstalledVersion version,
    ServerUser user,
    ScratchDirectory scratch,
    Watchdog watchdog,
    Cluster cluster,
    LogFile log,
    int port,
    Postmaster postmaster) {

  private static final int PORT_TRIES = 20;

  /** Starts a server; where that fails, nothing is left of the try. */
  static ServerStart of(ServerSettings settings) {
    return of(settings, LoopbackPorts::choose);
  }

  /**
   * Starts a server.
   *
   * @param ports chooses a port that is free on all these addresses, where the settings leave it
   *     open
   */
  static ServerStart of(ServerSettings settings, ToIntFunction<List<String>> ports) {
    if (System.getProperty("os.name", "").startsWith("Windows")) {
      throw new PgConfigException(
          "the embedded PostgreSQL needs a Unix shell and does not run on Windows:"
              + " set UPQ_TEST_URL to a running server for tests");
    }
    Binaries found = BinariesSearch.here(settings.binaries()).find(settings.major());
    ServerUser user = ServerUser.of(settings.data());
    Binaries.Installation installation = BinariesCache.ofUser(user).installed(found);
    user.requireAccess(installation.home(), installation.program("postgres"));
    InstalledVersion version = InstalledVersion.of(installation);
    if (version.major() != settings.major()) {
      throw new PgConfigException(
          "%s holds PostgreSQL %s, not %d"
              .formatted(installation.home(), version.text(), settings.major()));
    }
    ScratchDirectory scratch = ScratchDirectory.create(user);
    Watchdog watchdog = Watchdog.start();
    boolean running = false;
    try {
      Cluster cluster = new Cluster(installation, settings, user, scratch);
      ServerStart start = started(settings, version, user, scratch, watchdog, cluster, ports);
      running = true;
      return start;
    } finally {
      if (!running) {
        watchdog.close();
        scratch.close();
      }
    }
  }

  /** A free port may be taken away before the server binds it; then another is tried. */
  private static ServerStart started(
      ServerSettings settings,
      InstalledVersion version,
      ServerUser user,
      ScratchDirectory scratch,
      Watchdog watchdog,
      Cluster cluster,
      ToIntFunction<List<String>> ports) {
    List<String> addresses = LoopbackPorts.addresses();
    cluster.prepare(addresses);
    LogFile log = new LogFile(scratch.resolve("server.log"));
    for (int i = 0; i < PORT_TRIES; i++) {
      int port = settings.port() != 0 ? settings.port() : ports.applyAsInt(addresses);
      try {
        Postmaster postmaster =
            Postmaster.start(cluster.command(port), cluster.data(), scratch, log, watchdog);
        return new ServerStart(
            settings, version, user, scratch, watchdog, cluster, log, port, postmaster);
      } catch (Postmaster.PortTakenException e) {
        if (settings.port() != 0) {
          throw portTaken(port);
        }
      }
    }
    throw new PgConfigException("%d ports in turn were taken away".formatted(PORT_TRIES));
  }

  static PgConfigException portTaken(int port) {
    return new PgConfigException(
        "port %d on the loopback is taken by somebody else: choose another, or 0 for a free one"
            .formatted(port));
  }
}
