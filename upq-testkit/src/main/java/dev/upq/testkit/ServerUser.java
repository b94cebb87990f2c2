// SPDX-License-Identifier: Apache-2.0
package dev.upq.testkit;

import dev.upq.fault.PgConfigException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Who runs the server. PostgreSQL refuses to run as root, so root runs it as somebody without
 * rights: through {@code setpriv}, or else, in a user namespace of its own, through {@code
 * unshare}. Both become the server, so that it stays a direct child. Anybody else runs it as
 * oneself. Immutable.
 *
 * @param ownUid the user of this JVM
 * @param uid the user of the server's processes and owner of its files
 * @param gid the group of the same
 * @param name the user's name, or its number
 * @param prefix what stands in front of a command that this user is to run
 */
record ServerUser(int ownUid, int uid, int gid, String name, List<String> prefix) {

  private static final List<String> CANDIDATES = List.of("postgres", "nobody");

  ServerUser {
    prefix = List.copyOf(prefix);
  }

  /**
   * The user for a server on this machine.
   *
   * @param data the data directory; where it holds a cluster of somebody else, root runs the server
   *     as that owner
   * @throws PgConfigException if this JVM runs as root and cannot become anybody else
   */
  static ServerUser of(Optional<Path> data) {
    int own = number(List.of("id", "-u"));
    if (own != 0) {
      return new ServerUser(own, own, number(List.of("id", "-g")), name(own), List.of());
    }
    return Stream.concat(data.flatMap(ServerUser::ownerOfCluster).stream(), unprivileged())
        .filter(user -> works(user.prefix()))
        .findFirst()
        .or(ServerUser::inOwnNamespace)
        .orElseThrow(
            () ->
                new PgConfigException(
                    "PostgreSQL refuses to run as root, and neither setpriv nor unshare -U works"
                        + " here: run as another user, or set UPQ_TEST_URL to a running server"));
  }

  /** The owner of a file, by number. */
  static int owner(Path file) throws IOException {
    return (Integer) Files.getAttribute(file, "unix:uid", LinkOption.NOFOLLOW_LINKS);
  }

  /** True where the server's processes and files belong to another user than this JVM. */
  boolean separate() {
    return uid != ownUid;
  }

  List<String> command(List<String> command) {
    List<String> all = new ArrayList<>(prefix);
    all.addAll(command);
    return all;
  }

  /** Gives a file or a whole tree to the server's user. */
  Path own(Path root) throws IOException {
    if (!separate()) {
      return root;
    }
    try (Stream<Path> files = Files.walk(root)) {
      for (Path file : (Iterable<Path>) files::iterator) {
        Files.setAttribute(file, "unix:gid", gid, LinkOption.NOFOLLOW_LINKS);
        Files.setAttribute(file, "unix:uid", uid, LinkOption.NOFOLLOW_LINKS);
      }
    }
    return root;
  }

  /**
   * Checks that the server's user may reach what it will need.
   *
   * @throws PgConfigException naming the first path that it may not reach
   */
  void requireAccess(Path... paths) {
    for (Path path : paths) {
      List<String> test = List.of("sh", "-c", "test -x \"$1\"", "sh", path.toString());
      if (separate() && Shell.run(command(test)).status() != 0) {
        throw new PgConfigException(
            "the user %s, as whom root runs PostgreSQL, may not enter %s: open the directories above it, or choose another place"
                .formatted(name, path));
      }
    }
  }

  private static Optional<ServerUser> ownerOfCluster(Path data) {
    Path version = data.resolve("PG_VERSION");
    try {
      if (!Files.exists(version) || owner(version) == 0) {
        return Optional.empty();
      }
      int uid = owner(version);
      int gid = (Integer) Files.getAttribute(version, "unix:gid");
      return Optional.of(through(uid, gid, name(uid)));
    } catch (IOException e) {
      throw new PgConfigException("cannot read " + version + ": " + e, e);
    }
  }

  private static Stream<ServerUser> unprivileged() {
    return CANDIDATES.stream()
        .flatMap(
            candidate ->
                accounts().stream()
                    .filter(account -> account.length > 3 && account[0].equals(candidate)))
        .map(account -> through(parse(account[2]), parse(account[3]), account[0]));
  }

  private static ServerUser through(int uid, int gid, String name) {
    return new ServerUser(
        0,
        uid,
        gid,
        name,
        List.of("setpriv", "--reuid=" + uid, "--regid=" + gid, "--clear-groups", "--"));
  }

  private static Optional<ServerUser> inOwnNamespace() {
    List<String> prefix = List.of("unshare", "-U", "--");
    return works(prefix) ? Optional.of(new ServerUser(0, 0, 0, "root", prefix)) : Optional.empty();
  }

  private static boolean works(List<String> prefix) {
    return Shell.run(Stream.concat(prefix.stream(), Stream.of("sh", "-c", ":")).toList()).status()
        == 0;
  }

  private static String name(int uid) {
    return accounts().stream()
        .filter(account -> account.length > 2 && account[2].equals(Integer.toString(uid)))
        .map(account -> account[0])
        .findFirst()
        .orElse(Integer.toString(uid));
  }

  /** The fields of passwd(5): name, password, uid, gid and so on. */
  private static List<String[]> accounts() {
    Path file = Path.of("/etc/passwd");
    try {
      return Files.exists(file)
          ? Files.readAllLines(file).stream().map(line -> line.split(":", -1)).toList()
          : List.of();
    } catch (IOException e) {
      return List.of();
    }
  }

  private static int number(List<String> command) {
    return parse(Shell.run(command).output().strip());
  }

  private static int parse(String number) {
    try {
      return Integer.parseInt(number);
    } catch (NumberFormatException e) {
      throw new PgConfigException("not the number of a user: " + number, e);
    }
  }
}
