// SPDX-License-Identifier: Apache-2.0
package dev.upq.proof.migrate;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** With -Dupq.sql.megabytes=100 a file of 100 MB, five times in a row. */
@Timeout(180)
final class SqlLargeFileTest {

  @Test
  @DisplayName("MG-20: a large file with data of COPY is split in a heap of 16 MiB")
  void aLargeFileIsSplitInALittleHeap(@TempDir Path directory)
      throws IOException, InterruptedException {
    int megabytes = Integer.getInteger("upq.sql.megabytes", 8);
    Path file = directory.resolve("large.sql");
    long statements = SqlLargeFile.write(file, megabytes * 1_000_000L);
    Process process =
        new ProcessBuilder(
                List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-Xmx16m",
                    "-cp",
                    System.getProperty("java.class.path"),
                    SqlLargeFile.class.getName(),
                    file.toString(),
                    megabytes < 100 ? "1" : "5"))
            .redirectErrorStream(true)
            .start();
    String said =
        new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
    assertThat(process.waitFor()).as(said).isZero();
    System.out.println(said);
    assertThat(said).startsWith(statements + " statements, ");
  }
}
