// SPDX-License-Identifier: Apache-2.0
package dev.upq.proof.house;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.classfile.ClassFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Reads the house from the checkout that the tests run in. Stateless. */
final class Checkout {

  private static final Pattern MODULE = Pattern.compile("<module>([\\w-]+)</module>");
  private static final Set<String> NOT_OURS = Set.of(".git", "target", ".idea", ".vscode");
  private static final Pattern TEXT =
      Pattern.compile(
          "[^.]+|\\.gitignore|.*\\.(java|md|xml|txt|sh|properties|sql"
              + "|ya?ml|json|toml|config|html|css|js)");

  private Checkout() {}

  /** The folder of the parent's {@code pom.xml}, found upwards from the working directory. */
  static Path root() {
    Path folder = Path.of("").toAbsolutePath();
    while (folder != null) {
      Path pom = folder.resolve("pom.xml");
      if (Files.isRegularFile(pom) && text(pom).contains("<modules>")) {
        return folder;
      }
      folder = folder.getParent();
    }
    throw new IllegalStateException("no pom.xml with <modules> above the working directory");
  }

  /** Folders of the Maven modules that have main code, in the parent's order. */
  static List<String> mainModules(Path root) {
    List<String> modules = new ArrayList<>();
    Matcher matcher = MODULE.matcher(text(root.resolve("pom.xml")));
    while (matcher.find()) {
      if (Files.isDirectory(root.resolve(matcher.group(1) + "/src/main/java"))) {
        modules.add(matcher.group(1));
      }
    }
    return modules;
  }

  static House read() {
    Path root = root();
    Map<String, String> texts = new TreeMap<>();
    for (Path file : textFiles(root)) {
      texts.put(root.relativize(file).toString().replace('\\', '/'), text(file));
    }
    Map<String, String> java = new TreeMap<>(texts);
    java.keySet().removeIf(path -> !path.endsWith(".java") || !path.contains("/src/"));
    List<CompiledClass> classes = new ArrayList<>();
    List<ModuleFacts> modules = new ArrayList<>();
    for (String module : mainModules(root)) {
      String sourceRoot = module + "/src/main/java";
      for (Path file : classFiles(root, module)) {
        byte[] bytes = bytes(file);
        if (file.endsWith("module-info.class")) {
          modules.add(
              ModuleFacts.of(sourceRoot + "/module-info.java", ClassFile.of().parse(bytes)));
        } else {
          classes.add(CompiledClass.of(sourceRoot, bytes));
        }
      }
    }
    return new House(
        SourceReader.read(java),
        List.copyOf(classes),
        List.copyOf(modules),
        texts.entrySet().stream()
            .map(e -> new House.TextFile(e.getKey(), e.getValue().lines().toList()))
            .toList());
  }

  /** Every class file of a module's main code. */
  static List<Path> classFiles(Path root, String module) {
    Path classes = root.resolve(module).resolve("target/classes");
    if (!Files.isDirectory(classes)) {
      throw new IllegalStateException(module + " is not compiled: run mvn test-compile first");
    }
    try (Stream<Path> files = Files.walk(classes)) {
      return files.filter(f -> f.toString().endsWith(".class")).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<Path> textFiles(Path root) {
    List<Path> found = new ArrayList<>();
    try {
      Files.walkFileTree(
          root,
          new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path dir, BasicFileAttributes attributes) {
              return !dir.equals(root) && NOT_OURS.contains(dir.getFileName().toString())
                  ? FileVisitResult.SKIP_SUBTREE
                  : FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
              if (attributes.isRegularFile()
                  && TEXT.matcher(file.getFileName().toString()).matches()) {
                found.add(file);
              }
              return FileVisitResult.CONTINUE;
            }
          });
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return found.stream().sorted().toList();
  }

  static String text(Path file) {
    return new String(bytes(file), StandardCharsets.UTF_8);
  }

  static byte[] bytes(Path file) {
    try {
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
