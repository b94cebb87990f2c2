// SPDX-License-Identifier: Apache-2.0
package dev.upq.testkit;

import dev.upq.fault.PgConfigException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Optional;

/**
 * Chooses the directory of unpacked binaries and checks that nobody else can write into it.
 * Stateless.
 */
final class CacheDirectory {

  private CacheDirectory() {}

  static Path of(ServerUser user) {
    Optional<Path> configured =
        SystemSetting.read(BinariesCache.PROPERTY, BinariesCache.VARIABLE).map(Path::of);
    if (configured.isPresent()) {
      return created(configured.get().toAbsolutePath());
    }
    Path shared = ScratchDirectory.temporary().resolve("upq-cache-" + user.ownUid());
    if (user.ownUid() == 0) {
      return checked(created(shared), user);
    }
    Path personal =
        SystemSetting.variable("XDG_CACHE_HOME")
            .map(Path::of)
            .filter(Path::isAbsolute)
            .orElseGet(() -> Path.of(System.getProperty("user.home", "/"), ".cache"))
            .resolve("upq");
    return checked(created(writable(personal) ? personal : shared), user);
  }

  private static Path created(Path directory) {
    try {
      if (!Files.isDirectory(directory)) {
        Files.createDirectories(directory);
        FileTrees.permit(directory, "rwxr-xr-x");
      }
      return directory;
    } catch (IOException e) {
      throw unusable(directory, e);
    }
  }

  static Path checked(Path directory, ServerUser user) {
    try {
      PosixFileAttributes attributes =
          Files.readAttributes(directory, PosixFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
      boolean writableByOthers =
          attributes.permissions().contains(PosixFilePermission.GROUP_WRITE)
              || attributes.permissions().contains(PosixFilePermission.OTHERS_WRITE);
      if (attributes.isSymbolicLink()
          || writableByOthers
          || ServerUser.owner(directory) != user.ownUid()) {
        throw new PgConfigException(
            "the cache %s is a link, or is owned or can be changed by others: remove it, or set %s"
                .formatted(directory, BinariesCache.VARIABLE));
      }
      return directory;
    } catch (IOException e) {
      throw unusable(directory, e);
    }
  }

  private static PgConfigException unusable(Path directory, IOException e) {
    return new PgConfigException(
        "cannot use the cache %s (%s): set %s to a directory that can be written"
            .formatted(directory, e, BinariesCache.VARIABLE),
        e);
  }

  /** True where a directory is, or can be made, by this user. */
  private static boolean writable(Path directory) {
    Path existing = directory;
    while (!Files.exists(existing) && existing.getParent() != null) {
      existing = existing.getParent();
    }
    return Files.isDirectory(existing) && Files.isWritable(existing);
  }
}
