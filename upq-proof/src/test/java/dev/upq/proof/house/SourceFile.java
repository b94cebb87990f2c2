// SPDX-License-Identifier: Apache-2.0
package dev.upq.proof.house;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What the rules want to know of one Java source. Immutable. Lines are counted from 1.
 *
 * @param path relative to the root of the checkout, with slashes
 * @param packageName empty for {@code module-info.java}
 * @param packageAnnotations simple names
 * @param marks places where a word of interest stands: {@code synchronized}, {@code Thread.sleep}
 */
record SourceFile(
    String path,
    List<String> lines,
    String packageName,
    Set<String> packageAnnotations,
    List<Import> imports,
    List<Type> types,
    List<Method> methods,
    List<Mark> marks) {

  record Import(String name, int line) {}

  /**
   * A type declaration. {@code machine}: a class with fields of its own that is no record, enum or
   * exception.
   */
  record Type(
      String name,
      int line,
      boolean topLevel,
      boolean isPublic,
      boolean machine,
      Optional<String> doc) {}

  record Method(String name, int firstLine, int lastLine) {

    int length() {
      return lastLine - firstLine + 1;
    }
  }

  record Mark(String word, int line) {}

  boolean main() {
    return path.contains("src/main/");
  }

  String fileName() {
    return path.substring(path.lastIndexOf('/') + 1);
  }
}
