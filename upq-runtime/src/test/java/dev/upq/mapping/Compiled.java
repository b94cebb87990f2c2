// SPDX-License-Identifier: Apache-2.0
package dev.upq.mapping;

import java.io.IOException;
import java.lang.module.Configuration;
import java.lang.module.ModuleFinder;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.tools.JavaCompiler;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;

/** Classes that are written and compiled while a test runs. Stateless. */
final class Compiled {

  private Compiled() {}

  private static final class Source extends SimpleJavaFileObject {
    private final String text;

    Source(String name, String text) {
      super(URI.create("string:///" + name.replace('.', '/') + ".java"), Kind.SOURCE);
      this.text = text;
    }

    @Override
    public CharSequence getCharContent(boolean ignoreEncodingErrors) {
      return text;
    }
  }

  /** Compiles sources by their names into a folder. */
  static void into(Path folder, Map<String, String> sources) {
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    List<Source> all = new ArrayList<>();
    sources.forEach((name, text) -> all.add(new Source(name, text)));
    boolean done =
        compiler
            .getTask(
                null,
                null,
                null,
                List.of(
                    "-d",
                    folder.toString(),
                    "-proc:none",
                    "-cp",
                    System.getProperty("java.class.path")),
                null,
                all)
            .call();
    if (!done) {
      throw new IllegalStateException("not compiled: " + sources.keySet());
    }
  }

  /**
   * A class of a module that opens nothing; its package is exported to the unnamed module of this
   * test, so that public methods can be called.
   */
  static Class<?> inClosedModule(
      Path folder, String module, Map<String, String> sources, String name)
      throws ClassNotFoundException {
    into(folder, sources);
    Configuration configuration =
        ModuleLayer.boot()
            .configuration()
            .resolve(ModuleFinder.of(folder), ModuleFinder.of(), Set.of(module));
    ModuleLayer.Controller controller =
        ModuleLayer.defineModulesWithOneLoader(
            configuration, List.of(ModuleLayer.boot()), Compiled.class.getClassLoader());
    Class<?> found = controller.layer().findLoader(module).loadClass(name);
    controller.addExports(found.getModule(), found.getPackageName(), Compiled.class.getModule());
    return found;
  }

  /** What a public static method returns. */
  static Object call(Class<?> owner, String method) throws ReflectiveOperationException {
    return owner.getMethod(method).invoke(null);
  }

  /** A loader of its own for one class, whose bytes are given. */
  static final class Loader extends ClassLoader {
    private final String name;
    private final byte[] bytes;

    Loader(String name, byte[] bytes) {
      super(Compiled.class.getClassLoader());
      this.name = name;
      this.bytes = bytes;
    }

    Class<?> define() {
      return defineClass(name, bytes, 0, bytes.length);
    }
  }

  static byte[] bytes(Path folder, String name) {
    try {
      return Files.readAllBytes(folder.resolve(name.replace('.', '/') + ".class"));
    } catch (IOException unreadable) {
      throw new java.io.UncheckedIOException(unreadable);
    }
  }
}
