// SPDX-License-Identifier: Apache-2.0
package dev.upq.proof.house;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * What the rules look at. Immutable.
 *
 * @param sources every Java file, main and test
 * @param classes every class file of main code, {@code package-info} and nested classes included
 * @param modules every module descriptor of main code
 * @param texts every tracked text: sources, documents, scripts, build files
 */
record House(
    List<SourceFile> sources,
    List<CompiledClass> classes,
    List<ModuleFacts> modules,
    List<TextFile> texts) {

  /** A text as it lies in the checkout. */
  record TextFile(String path, List<String> lines) {}

  List<SourceFile> mainSources() {
    return sources.stream().filter(SourceFile::main).toList();
  }

  /** The packages of main code, sorted. */
  Set<String> packages() {
    Set<String> packages = new TreeSet<>();
    classes.forEach(c -> packages.add(c.packageName()));
    mainSources().stream()
        .map(SourceFile::packageName)
        .filter(p -> !p.isEmpty())
        .forEach(packages::add);
    return packages;
  }

  /** The packages that some module exports to everyone. */
  Set<String> exported() {
    Set<String> exported = new TreeSet<>();
    modules.forEach(m -> exported.addAll(m.exports()));
    return exported;
  }

  /**
   * The first line of a source that contains {@code word}; 1 where none does or the source is not
   * known.
   */
  int lineOf(String path, String word) {
    Optional<SourceFile> source = sources.stream().filter(s -> s.path().equals(path)).findFirst();
    if (source.isPresent()) {
      List<String> lines = source.get().lines();
      for (int i = 0; i < lines.size(); i++) {
        if (lines.get(i).contains(word)) {
          return i + 1;
        }
      }
    }
    return 1;
  }
}
