// SPDX-License-Identifier: Apache-2.0
package dev.upq.proof.house;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What no tracked text may hold. Stateless. */
final class TextRules {

  /** What the tests are called by, in the README and in the script that a build server calls. */
  static final String TEST_COMMAND = "mvn -B -ntp verify";

  private static final Pattern MACHINE_PATH =
      Pattern.compile("(?<![\\w.~$}/%-])/(work|root|home)(?![\\w-])(/[\\w./-]*)?");

  private static final Pattern URL_HOST = Pattern.compile("https?://(?:[^\\s/@]*@)?([\\w.-]*\\w)");

  private static final Pattern REGISTRY =
      Pattern.compile(
          "(?i)\\b(?:repo1?\\.maven|artifactory|nexus|registry|proxy|mirror)"
              + "[\\w-]*(?:\\.[\\w-]+)*\\."
              + "(?:org|com|net|io|dev|local|internal|cloud)\\b");

  /** Public places that texts may point at. Anything else is asked for its reason. */
  private static final Set<String> HOSTS =
      Set.of(
          "www.apache.org",
          "maven.apache.org",
          "www.w3.org",
          "www.postgresql.org",
          "wiki.postgresql.org",
          "www.rfc-editor.org",
          "www.itu.int",
          "docs.oracle.com",
          "openjdk.org",
          "adoptium.net",
          "jspecify.dev",
          "github.com",
          "opentelemetry.io",
          "prometheus.io",
          "localhost",
          "127.0.0.1",
          "example.com",
          "example.org");

  private TextRules() {}

  static List<Violation> noMachinePath(House house) {
    return find(
        house,
        MACHINE_PATH,
        "is a path of one machine",
        "Use a path relative to the checkout, or ~ for a user's folder");
  }

  static List<Violation> noRegistryHost(House house) {
    List<Violation> violations =
        new ArrayList<>(
            find(
                house,
                REGISTRY,
                "is the host of a registry",
                "Leave it to the reader's own Maven settings"));
    for (House.TextFile text : house.texts()) {
      for (int i = 0; i < text.lines().size(); i++) {
        Matcher matcher = URL_HOST.matcher(text.lines().get(i));
        while (matcher.find()) {
          if (!HOSTS.contains(matcher.group(1))) {
            violations.add(
                new Violation(
                    text.path(),
                    i + 1,
                    matcher.group(1) + " is not among the hosts that texts may name",
                    "Remove it, or add it to HOSTS in TextRules.java if it is a public source"));
          }
        }
      }
    }
    return violations;
  }

  /** The build server runs what the README tells a reader to run. */
  static List<Violation> oneTestCommand(House house) {
    List<Violation> violations = new ArrayList<>();
    for (String path : List.of("README.md", ".ci/run")) {
      boolean named =
          house.texts().stream()
              .filter(t -> t.path().equals(path))
              .flatMap(t -> t.lines().stream())
              .anyMatch(line -> line.strip().equals(TEST_COMMAND));
      if (!named) {
        violations.add(
            new Violation(
                path,
                0,
                "has no line that is exactly \"" + TEST_COMMAND + "\"",
                "Give the test command on a line of its own, as the other file does"));
      }
    }
    return violations;
  }

  private static List<Violation> find(House house, Pattern pattern, String what, String remedy) {
    List<Violation> violations = new ArrayList<>();
    for (House.TextFile text : house.texts()) {
      for (int i = 0; i < text.lines().size(); i++) {
        Matcher matcher = pattern.matcher(text.lines().get(i));
        while (matcher.find()) {
          violations.add(new Violation(text.path(), i + 1, matcher.group() + " " + what, remedy));
        }
      }
    }
    return violations;
  }
}
