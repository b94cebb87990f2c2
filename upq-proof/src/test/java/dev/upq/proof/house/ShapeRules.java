// SPDX-License-Identifier: Apache-2.0
package dev.upq.proof.house;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** What a source file looks like: lengths, names, first lines, imports, docs. Stateless. */
final class ShapeRules {

  static final int FILE_LINES = 400;
  static final int METHOD_LINES = 80;

  /**
   * Files over the limit, each with the number of lines that it may not exceed. The list only
   * shrinks.
   */
  static final Map<String, Integer> LONG_FILES = Map.of();

  private static final String SPDX = "// SPDX-License-Identifier: Apache-2.0";

  private static final Pattern EMPTY_NAME =
      Pattern.compile(".*(Impl|Utils?|Helpers?|Manager|Base|Common)");

  private static final Pattern THREAD_SAFETY =
      Pattern.compile("(?is).*(immutable|thread-safe|stateless|threads?\\b|confined|guarded by).*");

  /** The tests of the scheduler there prove that sleeping by the real clock is caught. */
  private static final String MAY_SLEEP = "upq-proof/src/test/java/dev/upq/proof/sim/";

  private ShapeRules() {}

  static List<Violation> noFileIsTooLong(House house, Map<String, Integer> exceptions) {
    List<Violation> violations = new ArrayList<>();
    Map<String, Integer> left = new TreeMap<>(exceptions);
    for (SourceFile source : house.sources()) {
      int lines = source.lines().size();
      Integer allowed = left.remove(source.path());
      if (lines > (allowed == null ? FILE_LINES : allowed)) {
        violations.add(
            new Violation(
                source.path(),
                FILE_LINES + 1,
                lines + " lines, " + (allowed == null ? FILE_LINES : allowed) + " allowed",
                "Find the second concept in it and give it a file and a name of its own"));
      } else if (allowed != null && lines <= FILE_LINES) {
        violations.add(exceptionGone(source.path()));
      }
    }
    left.keySet().forEach(path -> violations.add(exceptionGone(path)));
    return violations;
  }

  private static Violation exceptionGone(String path) {
    return new Violation(
        path, 0, "needs no exception any more", "Remove it from LONG_FILES in ShapeRules.java");
  }

  static List<Violation> noMethodIsTooLong(House house) {
    List<Violation> violations = new ArrayList<>();
    for (SourceFile source : house.sources()) {
      for (SourceFile.Method method : source.methods()) {
        if (method.length() > METHOD_LINES) {
          violations.add(
              new Violation(
                  source.path(),
                  method.firstLine(),
                  method.name()
                      + " has "
                      + method.length()
                      + " lines, "
                      + METHOD_LINES
                      + " allowed",
                  "Name its parts"));
        }
      }
    }
    return violations;
  }

  static List<Violation> noClassHasAnEmptyName(House house) {
    List<Violation> violations = new ArrayList<>();
    for (SourceFile source : house.sources()) {
      for (SourceFile.Type type : source.types()) {
        if (EMPTY_NAME.matcher(type.name()).matches()) {
          violations.add(
              new Violation(
                  source.path(),
                  type.line(),
                  type.name() + " is a name that says nothing",
                  "Name the class for what it does, not for its place in a pattern"));
        }
      }
    }
    return violations;
  }

  static List<Violation> everyFileBeginsWithItsLicence(House house) {
    return house.sources().stream()
        .filter(s -> s.lines().isEmpty() || !s.lines().getFirst().equals(SPDX))
        .map(
            s ->
                new Violation(
                    s.path(),
                    1,
                    "the first line is not the licence",
                    "Begin with \"" + SPDX + "\""))
        .toList();
  }

  static List<Violation> noWildcardImport(House house) {
    List<Violation> violations = new ArrayList<>();
    for (SourceFile source : house.sources()) {
      for (SourceFile.Import i : source.imports()) {
        if (i.name().endsWith(".*")) {
          violations.add(
              new Violation(
                  source.path(),
                  i.line(),
                  "import " + i.name() + " hides what is used",
                  "Import each name: the imports are the arrows"));
        }
      }
    }
    return violations;
  }

  static List<Violation> everyPublicTypeHasADoc(House house) {
    List<Violation> violations = new ArrayList<>();
    for (SourceFile source : house.mainSources()) {
      for (SourceFile.Type type : source.types()) {
        if (type.topLevel() && type.isPublic() && type.doc().map(String::isBlank).orElse(true)) {
          violations.add(
              new Violation(
                  source.path(),
                  type.line(),
                  "public " + type.name() + " has no doc",
                  "Say what it is for and which threads may use it"));
        }
      }
    }
    return violations;
  }

  /** What holds no state needs no word on it; records, enums and exceptions are immutable. */
  static List<Violation> everyMachineSaysItsThreadSafety(House house) {
    List<Violation> violations = new ArrayList<>();
    for (SourceFile source : house.mainSources()) {
      if (!Layers.inFloors(source.packageName())) {
        continue;
      }
      for (SourceFile.Type type : source.types()) {
        String doc = type.doc().orElse("");
        String first = doc.split("<p>", 2)[0];
        if (type.topLevel() && type.machine() && !THREAD_SAFETY.matcher(first).matches()) {
          violations.add(
              new Violation(
                  source.path(),
                  type.line(),
                  "the first paragraph of " + type.name() + "'s doc does not say its thread-safety",
                  "Say immutable, stateless, thread-safe, one thread at a time, or confined to"
                      + " whom"));
        }
      }
    }
    return violations;
  }

  static List<Violation> everyPackageIsNullMarked(House house) {
    Set<String> folders = new TreeSet<>();
    Set<String> marked = new TreeSet<>();
    for (SourceFile source : house.mainSources()) {
      if (source.packageName().isEmpty()) {
        continue;
      }
      String folder = source.path().substring(0, source.path().lastIndexOf('/'));
      folders.add(folder);
      if (source.fileName().equals("package-info.java")
          && source.packageAnnotations().contains("NullMarked")) {
        marked.add(folder);
      }
    }
    folders.removeAll(marked);
    return folders.stream()
        .map(
            f ->
                new Violation(
                    f + "/package-info.java",
                    0,
                    "the package is not @NullMarked",
                    "Write a package-info.java with the package's doc and @NullMarked"))
        .toList();
  }

  static List<Violation> noMonitor(House house) {
    return marks(
        house.mainSources(),
        "synchronized",
        "a monitor cannot be waited for interruptibly",
        "Use a ReentrantLock and say what it guards");
  }

  static List<Violation> noTestSleeps(House house) {
    return marks(
        house.sources().stream().filter(s -> !s.main() && !s.path().startsWith(MAY_SLEEP)).toList(),
        "Thread.sleep",
        "a test that sleeps is slow and still guesses",
        "Turn a manual clock, or wait for the event itself");
  }

  private static List<Violation> marks(
      List<SourceFile> sources, String word, String why, String remedy) {
    List<Violation> violations = new ArrayList<>();
    for (SourceFile source : sources) {
      for (SourceFile.Mark mark : source.marks()) {
        if (mark.word().equals(word)) {
          violations.add(new Violation(source.path(), mark.line(), word + ": " + why, remedy));
        }
      }
    }
    return violations;
  }
}
