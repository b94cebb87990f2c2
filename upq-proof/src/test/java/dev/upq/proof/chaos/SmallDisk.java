// SPDX-License-Identifier: Apache-2.0
package dev.upq.proof.chaos;

import dev.upq.testkit.EmbeddedPostgres;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * A file system in memory of a few megabytes, for the user of a server. One thread at a time. Where
 * it may not be mounted, {@link #reason()} says why.
 */
record SmallDisk(Path path, String reason) implements AutoCloseable {

  static SmallDisk mount(EmbeddedPostgres server, int megabytes) {
    Path path = server.socketDirectory().resolve("small");
    try {
      Files.createDirectory(path);
      String failed =
          run(
              List.of(
                  "mount",
                  "-t",
                  "tmpfs",
                  "-o",
                  "mode=0700,size=" + megabytes + "m",
                  "tmpfs",
                  path.toString()));
      if (failed.isEmpty()) {
        Files.setOwner(
            path,
            path.getFileSystem()
                .getUserPrincipalLookupService()
                .lookupPrincipalByName(server.osUser()));
      }
      return new SmallDisk(path, failed);
    } catch (IOException refused) {
      return new SmallDisk(path, refused.toString());
    }
  }

  boolean mounted() {
    return reason.isEmpty();
  }

  /** Unmounted even while a server has it open: its directory goes with the server's. */
  @Override
  public void close() {
    if (Files.isDirectory(path)) {
      run(List.of("umount", "-l", path.toString()));
    }
  }

  /** What the command complains about; empty where it did its work. */
  private static String run(List<String> command) {
    try {
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      String told =
          new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
      int status = process.waitFor();
      return status == 0 ? "" : "status " + status + " " + told;
    } catch (IOException refused) {
      return refused.toString();
    } catch (InterruptedException told) {
      Thread.currentThread().interrupt();
      return told.toString();
    }
  }
}
