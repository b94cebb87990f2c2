// SPDX-License-Identifier: Apache-2.0
package dev.upq.proof.mutants;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.tools.DiagnosticCollector;
import javax.tools.FileObject;
import javax.tools.ForwardingJavaFileManager;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileManager;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/** Compiles a main source with a mistake in it, in memory. Stateless. */
final class MutantCompiler {

  private MutantCompiler() {}

  /** The classes of the mutant's source, by their full names. */
  static Map<String, byte[]> compile(Mutant mutant) throws IOException {
    return compile(mutant.type(), mutant.plantedIn(Files.readString(source(mutant))));
  }

  /** The mutant's source as it is, found from the root of the checkout or from a module in it. */
  static Path source(Mutant mutant) {
    Path here = Path.of("").toAbsolutePath();
    Path root = Files.isDirectory(here.resolve(mutant.module())) ? here : here.resolve("..");
    return root.resolve(mutant.module())
        .resolve("src/main/java")
        .resolve(mutant.type().replace('.', '/') + ".java");
  }

  private static Map<String, byte[]> compile(String type, String text) throws IOException {
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    if (compiler == null) {
      throw new AssertionError("mutants need a JDK; this is a JRE");
    }
    DiagnosticCollector<JavaFileObject> complaints = new DiagnosticCollector<>();
    Map<String, ByteArrayOutputStream> classes = new HashMap<>();
    List<String> options =
        List.of("-proc:none", "-nowarn", "-cp", System.getProperty("java.class.path"));
    try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null)) {
      JavaFileManager memory = new Memory(files, classes);
      boolean compiled =
          compiler
              .getTask(null, memory, complaints, options, null, List.of(new Text(type, text)))
              .call();
      if (!compiled) {
        throw new AssertionError("the mutant does not compile: " + complaints.getDiagnostics());
      }
    }
    Map<String, byte[]> bytes = new HashMap<>();
    classes.forEach((name, out) -> bytes.put(name, out.toByteArray()));
    return bytes;
  }

  /** A source in memory. Immutable. */
  private static final class Text extends SimpleJavaFileObject {

    private final String text;

    Text(String type, String text) {
      super(URI.create("mutant:///" + type.replace('.', '/') + ".java"), Kind.SOURCE);
      this.text = text;
    }

    @Override
    public CharSequence getCharContent(boolean ignoreEncodingErrors) {
      return text;
    }
  }

  /** Keeps what is compiled. One thread at a time. */
  private static final class Memory extends ForwardingJavaFileManager<JavaFileManager> {

    private final Map<String, ByteArrayOutputStream> classes;

    Memory(JavaFileManager files, Map<String, ByteArrayOutputStream> classes) {
      super(files);
      this.classes = classes;
    }

    @Override
    public JavaFileObject getJavaFileForOutput(
        Location location, String type, JavaFileObject.Kind kind, FileObject sibling) {
      URI name = URI.create("mutant:///" + type.replace('.', '/') + ".class");
      return new SimpleJavaFileObject(name, kind) {
        @Override
        public OutputStream openOutputStream() {
          return classes.computeIfAbsent(type, key -> new ByteArrayOutputStream());
        }
      };
    }
  }
}
