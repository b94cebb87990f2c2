// SPDX-License-Identifier: Apache-2.0
package dev.upq.proof.real;

import dev.upq.config.HostPort;
import dev.upq.config.PgConfig;
import dev.upq.connection.PgConnection;
import dev.upq.testkit.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;

/**
 * A primary and a streaming replica of it, made of the primary's files while it stood still. One
 * thread at a time.
 *
 * @param primary the server that is written to, until it is killed
 * @param standby the other one
 * @param place what the replica lives in
 */
record ReplicaPair(EmbeddedPostgres primary, EmbeddedPostgres standby, Path place)
    implements AutoCloseable {

  static ReplicaPair start(int version) {
    EmbeddedPostgres primary = EmbeddedPostgres.builder().version(version).start();
    try {
      Path place = Files.createTempDirectory("upq-replica");
      Files.setPosixFilePermissions(place, PosixFilePermissions.fromString("rwxr-xr-x"));
      Path data = place.resolve("data");
      primary.stop();
      copy(primary.dataDirectory(), data);
      primary.restart();
      Files.writeString(data.resolve("standby.signal"), "");
      EmbeddedPostgres standby =
          EmbeddedPostgres.builder()
              .version(version)
              .dataDirectory(data)
              .setting("primary_conninfo", "host=127.0.0.1 user=postgres port=" + primary.port())
              .start();
      return new ReplicaPair(primary, standby, place);
    } catch (IOException e) {
      primary.close();
      throw new UncheckedIOException(e);
    }
  }

  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : (Iterable<Path>) files::iterator) {
        Path copy = to.resolve(from.relativize(file));
        Files.copy(file, copy, LinkOption.NOFOLLOW_LINKS);
        Files.setPosixFilePermissions(copy, Files.getPosixFilePermissions(file));
      }
    }
  }

  static HostPort at(EmbeddedPostgres server) {
    return new HostPort("127.0.0.1", server.port());
  }

  /** Both, the primary first. */
  PgConfig config() {
    return PgConfig.parse(primary.url())
        .withHosts(List.of(at(primary), at(standby)))
        .with("connect_timeout", "30");
  }

  /** The replica alone. */
  PgConfig replica() {
    return config().withHosts(List.of(at(standby)));
  }

  /** Waits until the replica has what the primary has. */
  void await() {
    try (PgConnection there = Servers.connect(config().withHosts(List.of(at(primary))));
        PgConnection here = Servers.connect(replica())) {
      String written = there.script("select pg_current_wal_lsn()").getFirst().oneText();
      Soak.eventually(
          "the replica has replayed " + written,
          () ->
              here.query(
                      "select coalesce(pg_last_wal_replay_lsn() >= $1::text::pg_lsn, false)",
                      written)
                  .one(Boolean.class));
    }
  }

  /** The primary is lost, and the replica takes its place. */
  void failOver() {
    primary.kill();
    try (PgConnection here = Servers.connect(replica())) {
      here.query("select pg_promote()");
    }
  }

  @Override
  public void close() throws IOException {
    standby.close();
    primary.close();
    try (Stream<Path> files = Files.walk(place)) {
      for (Path path : files.sorted((a, b) -> b.compareTo(a)).toList()) {
        Files.delete(path);
      }
    }
  }
}
