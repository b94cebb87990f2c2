// SPDX-License-Identifier: Apache-2.0
package dev.upq.bench;

import dev.upq.bench.parts.CodecParts;
import dev.upq.bench.parts.HistogramParts;
import dev.upq.bench.parts.PoolParts;
import dev.upq.bench.parts.RecordParts;
import dev.upq.bench.parts.RegistryParts;
import dev.upq.bench.parts.StatsParts;
import dev.upq.bench.parts.WireParts;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;
import org.openjdk.jmh.generators.core.BenchmarkGenerator;
import org.openjdk.jmh.generators.core.FileSystemDestination;
import org.openjdk.jmh.generators.reflection.RFGeneratorSource;

/**
 * Runs JMH. Its generated sources are made and compiled into a temporary folder when they are asked
 * for, so that the build knows only what people wrote. One thread.
 */
final class Parts {

  private Parts() {}

  /**
   * Runs the benchmarks whose names match, and tells what each allocates; returns the status of
   * JMH's process.
   *
   * @param words a regular expression, and what JMH is told beside it, such as {@code -wi 2 -i 3}
   */
  static int run(Children children, String words) {
    Path folder = folder();
    try {
      generate(folder);
      List<String> command = new ArrayList<>();
      command.addAll(
          List.of(
              Children.java(),
              "--enable-native-access=ALL-UNNAMED",
              "--sun-misc-unsafe-memory-access=allow",
              "-cp",
              folder + File.pathSeparator + System.getProperty("java.class.path"),
              "org.openjdk.jmh.Main",
              "-prof",
              "gc"));
      command.addAll(List.of(words.strip().split("\\s+")));
      Process process = children.start(new ProcessBuilder(command).inheritIO());
      return process.waitFor() == 0 ? 0 : 1;
    } catch (InterruptedException told) {
      Thread.currentThread().interrupt();
      return 1;
    } catch (IOException failed) {
      throw new BenchException("JMH's sources cannot be made: " + failed.getMessage(), failed);
    } finally {
      delete(folder);
    }
  }

  private static Path folder() {
    try {
      return Files.createTempDirectory("upq-bench-");
    } catch (IOException failed) {
      throw new BenchException("no temporary folder: " + failed.getMessage(), failed);
    }
  }

  private static void generate(Path folder) throws IOException {
    RFGeneratorSource source = new RFGeneratorSource();
    source.processClasses(
        CodecParts.class,
        WireParts.class,
        PoolParts.class,
        HistogramParts.class,
        RegistryParts.class,
        RecordParts.class,
        StatsParts.class);
    FileSystemDestination destination = new FileSystemDestination(folder.toFile(), folder.toFile());
    BenchmarkGenerator generator = new BenchmarkGenerator();
    generator.generate(source, destination);
    generator.complete(source, destination);
    if (destination.hasErrors()) {
      throw new BenchException("JMH refuses a benchmark: " + destination.getErrors());
    }
    compile(folder);
  }

  private static void compile(Path folder) throws IOException {
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    if (compiler == null) {
      throw new BenchException("this Java has no compiler");
    }
    List<String> arguments = new ArrayList<>();
    arguments.addAll(
        List.of(
            "-nowarn",
            "-proc:none",
            "-cp",
            System.getProperty("java.class.path"),
            "-d",
            folder.toString()));
    try (Stream<Path> files = Files.walk(folder)) {
      files
          .filter(file -> file.toString().endsWith(".java"))
          .map(Path::toString)
          .forEach(arguments::add);
    }
    if (compiler.run(null, null, null, arguments.toArray(String[]::new)) != 0) {
      throw new BenchException("what JMH generates does not compile");
    }
  }

  private static void delete(Path folder) {
    try (Stream<Path> files = Files.walk(folder)) {
      files.sorted(Comparator.reverseOrder()).map(Path::toFile).forEach(File::delete);
    } catch (IOException left) {
      folder.toFile().deleteOnExit();
    }
  }
}
