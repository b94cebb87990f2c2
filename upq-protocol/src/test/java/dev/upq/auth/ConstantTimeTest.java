// SPDX-License-Identifier: Apache-2.0
package dev.upq.auth;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** A rule on the sources of this package. */
final class ConstantTimeTest {

  private static final List<String> FORBIDDEN =
      List.of(
          "Arrays.equals",
          "Arrays.deepEquals",
          "Arrays.compare",
          "Arrays.mismatch",
          "Arrays.hashCode",
          "Objects.deepEquals",
          ".contentEquals",
          ".mismatch(");

  @Test
  @DisplayName("A7: secrets are compared by MessageDigest.isEqual and by nothing else")
  void secretsAreComparedInConstantTime() throws IOException {
    Path sources = Path.of("src/main/java/dev/upq/auth").toAbsolutePath();
    List<Path> files;
    try (Stream<Path> all = Files.list(sources)) {
      files = all.filter(file -> file.toString().endsWith(".java")).toList();
    }
    assertThat(files).hasSizeGreaterThan(8);
    int comparisons = 0;
    for (Path file : files) {
      String text = Files.readString(file);
      assertThat(FORBIDDEN).as("in %s", file).noneMatch(text::contains);
      comparisons += text.split("MessageDigest\\.isEqual\\(", -1).length - 1;
    }
    assertThat(comparisons).as("the one comparison is there").isEqualTo(1);
  }
}
