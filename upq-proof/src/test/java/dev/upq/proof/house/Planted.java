// SPDX-License-Identifier: Apache-2.0
package dev.upq.proof.house;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.lang.classfile.ClassFile;
import java.net.URI;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.tools.DiagnosticCollector;
import javax.tools.FileObject;
import javax.tools.ForwardingJavaFileManager;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileManager;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/** A small house made in memory, with a violation planted in it. Stateless. */
final class Planted {

  private static final Pattern PACKAGE = Pattern.compile("(?m)^package ([\\w.]+);");
  private static final Pattern TYPE =
      Pattern.compile(
          "(?m)^(?:public |final |sealed |abstract )*(?:class|interface|record|enum) (\\w+)");
  private static final Pattern MODULE = Pattern.compile("(?m)^module ([\\w.]+)");
  private static final String ROOT = "upq-planted/src/main/java";

  private Planted() {}

  /** Compiled; each text is one source, which lies where its package and its first type say. */
  static House house(String... sources) {
    return house(List.of(), sources);
  }

  static House house(List<String> options, String... sources) {
    Map<String, String> texts = new LinkedHashMap<>();
    for (String source : sources) {
      texts.put(pathOf(source), source);
    }
    List<CompiledClass> classes = new ArrayList<>();
    List<ModuleFacts> modules = new ArrayList<>();
    compile(options, texts)
        .forEach(
            (name, bytes) -> {
              if (name.endsWith("module-info")) {
                modules.add(
                    ModuleFacts.of(ROOT + "/module-info.java", ClassFile.of().parse(bytes)));
              } else {
                classes.add(CompiledClass.of(ROOT, bytes));
              }
            });
    return new House(SourceReader.read(texts), classes, modules, List.of());
  }

  /** Sources alone, under the given paths, parsed but not compiled. */
  static House sources(String... pathsAndTexts) {
    Map<String, String> texts = new LinkedHashMap<>();
    for (int i = 0; i < pathsAndTexts.length; i += 2) {
      texts.put(pathsAndTexts[i], pathsAndTexts[i + 1]);
    }
    return new House(SourceReader.read(texts), List.of(), List.of(), List.of());
  }

  /** A house of one text. */
  static House text(String path, String... lines) {
    return new House(
        List.of(), List.of(), List.of(), List.of(new House.TextFile(path, Arrays.asList(lines))));
  }

  /** Class files by internal name. */
  static Map<String, byte[]> compile(List<String> options, Map<String, String> texts) {
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    DiagnosticCollector<JavaFileObject> problems = new DiagnosticCollector<>();
    List<String> all = new ArrayList<>(List.of("-proc:none", "-Xlint:none"));
    all.addAll(options);
    List<SourceReader.Source> files =
        texts.entrySet().stream()
            .map(e -> new SourceReader.Source(e.getKey(), e.getValue()))
            .toList();
    try (StandardJavaFileManager standard = compiler.getStandardFileManager(problems, null, null);
        Memory memory = new Memory(standard)) {
      if (!compiler.getTask(null, memory, problems, all, null, files).call()) {
        throw new IllegalStateException("cannot be compiled: " + problems.getDiagnostics());
      }
      Map<String, byte[]> classes = new TreeMap<>();
      memory.written.forEach((name, bytes) -> classes.put(name, bytes.toByteArray()));
      return classes;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String pathOf(String source) {
    Matcher inPackage = PACKAGE.matcher(source);
    if (!inPackage.find()) {
      if (!MODULE.matcher(source).find()) {
        throw new IllegalArgumentException("neither a package nor a module: " + source);
      }
      return ROOT + "/module-info.java";
    }
    Matcher type = TYPE.matcher(source);
    String name = type.find() ? type.group(1) : "package-info";
    return ROOT + "/" + inPackage.group(1).replace('.', '/') + "/" + name + ".java";
  }

  /** Keeps what the compiler writes. */
  private static final class Memory extends ForwardingJavaFileManager<StandardJavaFileManager> {

    private final Map<String, ByteArrayOutputStream> written = new TreeMap<>();

    Memory(StandardJavaFileManager standard) {
      super(standard);
    }

    @Override
    public JavaFileObject getJavaFileForOutput(
        JavaFileManager.Location location,
        String className,
        JavaFileObject.Kind kind,
        FileObject sibling) {
      String name = className.replace('.', '/');
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      written.put(name, bytes);
      return new SimpleJavaFileObject(URI.create("memory:///" + name + ".class"), kind) {
        @Override
        public OutputStream openOutputStream() {
          return bytes;
        }
      };
    }
  }
}
