// SPDX-License-Identifier: Apache-2.0
package dev.upq.proof.house;

import static org.assertj.core.api.Assertions.fail;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The public surface of each published module is what {@code api/} says: a difference is a
 * decision.
 */
class ApiTest {

  private static final String UPDATE = "upq.api.update";

  private static final String COMMAND =
      "mvn -q test -pl upq-proof -am -Dtest=ApiTest -Dsurefire.failIfNoSpecifiedTests=false -D"
          + UPDATE
          + "=true";

  /** Artifacts, and the folders of their modules. */
  private static final Map<String, String> PUBLISHED =
      Map.of(
          "upq-protocol", "upq-protocol",
          "upq-client", "upq-client",
          "upq", "upq-runtime",
          "upq-jackson", "upq-jackson",
          "upq-schema", "upq-schema",
          "upq-console", "upq-console",
          "upq-testkit", "upq-testkit");

  private static Stream<String> published() {
    return PUBLISHED.keySet().stream().sorted();
  }

  @ParameterizedTest
  @MethodSource("published")
  void theSurfaceIsWhatTheTextSays(String artifact) throws IOException {
    Path root = Checkout.root();
    List<String> now =
        ApiDump.of(
            Checkout.classFiles(root, PUBLISHED.getOrDefault(artifact, artifact)).stream()
                .map(Checkout::bytes)
                .toList());
    Path file = root.resolve("api").resolve(artifact + ".txt");
    if (Boolean.getBoolean(UPDATE)) {
      Files.createDirectories(file.getParent());
      Files.writeString(file, now.isEmpty() ? "" : String.join("\n", now) + "\n");
    }
    List<String> written = Files.exists(file) ? Files.readAllLines(file) : List.of();
    List<String> difference = difference(written, now);
    if (!difference.isEmpty()) {
      fail(
          "api/%s.txt differs from the code (- gone, + new). Where that is meant, run%n  %s%n"
                  .formatted(artifact, COMMAND)
              + "and commit the difference with its changelog line.\n"
              + String.join("\n", difference));
    }
  }

  /**
   * What is gone and what is new, each line with its type in front; where only the order differs,
   * that.
   */
  static List<String> difference(List<String> before, List<String> now) {
    if (before.equals(now)) {
      return List.of();
    }
    List<String> gone = withType(before);
    List<String> added = withType(now);
    List<String> both = new ArrayList<>(gone);
    gone.removeAll(added);
    added.removeAll(both);
    List<String> lines = new ArrayList<>();
    gone.forEach(line -> lines.add("- " + line));
    added.forEach(line -> lines.add("+ " + line));
    return lines.isEmpty() ? List.of("the order of the lines") : lines;
  }

  private static List<String> withType(List<String> lines) {
    List<String> all = new ArrayList<>();
    String type = "";
    for (String line : lines) {
      if (line.startsWith("  ")) {
        all.add(type + " : " + line.strip());
      } else if (!line.isEmpty()) {
        all.add(line);
        type = line.replaceAll("^.*?(?:class|interface|enum|record) ([\\w.]+).*", "$1");
      }
    }
    return all;
  }
}
