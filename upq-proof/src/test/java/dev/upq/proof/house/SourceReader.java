// SPDX-License-Identifier: Apache-2.0
package dev.upq.proof.house;

import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.ImportTree;
import com.sun.source.tree.LineMap;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.SynchronizedTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.DocTrees;
import com.sun.source.util.JavacTask;
import com.sun.source.util.TreePathScanner;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import javax.lang.model.element.Modifier;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.jspecify.annotations.Nullable;

/**
 * Reads the facts of sources with the compiler's own parser. One thread at a time; one source an
 * instance.
 */
final class SourceReader extends TreePathScanner<@Nullable Void, @Nullable Void> {

  private static final Set<String> WORDS = Set.of("Thread.sleep");

  private final DocTrees trees;
  private final CompilationUnitTree unit;
  private final LineMap lineMap;
  private final List<SourceFile.Import> imports = new ArrayList<>();
  private final List<SourceFile.Type> types = new ArrayList<>();
  private final List<SourceFile.Method> methods = new ArrayList<>();
  private final List<SourceFile.Mark> marks = new ArrayList<>();

  private SourceReader(DocTrees trees, CompilationUnitTree unit) {
    this.trees = trees;
    this.unit = unit;
    this.lineMap = unit.getLineMap();
  }

  /**
   * @param texts from path to text
   * @throws IllegalStateException where a text is no Java
   */
  static List<SourceFile> read(Map<String, String> texts) {
    if (texts.isEmpty()) {
      return List.of();
    }
    List<Source> files =
        texts.entrySet().stream().map(e -> new Source(e.getKey(), e.getValue())).toList();
    DiagnosticCollector<JavaFileObject> problems = new DiagnosticCollector<>();
    JavacTask task =
        (JavacTask)
            ToolProvider.getSystemJavaCompiler()
                .getTask(null, null, problems, List.of("-proc:none"), null, files);
    DocTrees trees = DocTrees.instance(task);
    List<SourceFile> sources = new ArrayList<>();
    try {
      for (CompilationUnitTree unit : task.parse()) {
        String path = unit.getSourceFile().toUri().getPath().substring(1);
        sources.add(new SourceReader(trees, unit).facts(path, texts.getOrDefault(path, "")));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    if (!problems.getDiagnostics().isEmpty()) {
      throw new IllegalStateException("cannot be parsed: " + problems.getDiagnostics());
    }
    return sources;
  }

  private SourceFile facts(String path, String text) {
    scan(unit, null);
    Tree packageName = unit.getPackageName();
    return new SourceFile(
        path,
        text.lines().toList(),
        packageName == null ? "" : packageName.toString(),
        unit.getPackageAnnotations().stream()
            .map(a -> a.getAnnotationType().toString())
            .collect(Collectors.toUnmodifiableSet()),
        List.copyOf(imports),
        List.copyOf(types),
        List.copyOf(methods),
        List.copyOf(marks));
  }

  @Override
  public @Nullable Void visitImport(ImportTree node, @Nullable Void none) {
    imports.add(new SourceFile.Import(node.getQualifiedIdentifier().toString(), firstLine(node)));
    return null;
  }

  @Override
  public @Nullable Void visitClass(ClassTree node, @Nullable Void none) {
    boolean topLevel = getCurrentPath().getParentPath().getLeaf() instanceof CompilationUnitTree;
    Tree parent = node.getExtendsClause();
    boolean exception = parent != null && parent.toString().endsWith("Exception");
    if (!node.getSimpleName().isEmpty()) {
      types.add(
          new SourceFile.Type(
              node.getSimpleName().toString(),
              firstLine(node),
              topLevel,
              node.getModifiers().getFlags().contains(Modifier.PUBLIC),
              node.getKind() == Tree.Kind.CLASS && !exception && hasState(node),
              Optional.ofNullable(trees.getDocComment(getCurrentPath()))));
    }
    return super.visitClass(node, none);
  }

  @Override
  public @Nullable Void visitMethod(MethodTree node, @Nullable Void none) {
    int first = firstLine(node);
    long end = trees.getSourcePositions().getEndPosition(unit, node);
    if (end > 0) {
      methods.add(
          new SourceFile.Method(
              node.getName().toString(), first, (int) lineMap.getLineNumber(end - 1)));
    }
    if (node.getModifiers().getFlags().contains(Modifier.SYNCHRONIZED)) {
      marks.add(new SourceFile.Mark("synchronized", first));
    }
    return super.visitMethod(node, none);
  }

  @Override
  public @Nullable Void visitSynchronized(SynchronizedTree node, @Nullable Void none) {
    marks.add(new SourceFile.Mark("synchronized", firstLine(node)));
    return super.visitSynchronized(node, none);
  }

  @Override
  public @Nullable Void visitMemberSelect(MemberSelectTree node, @Nullable Void none) {
    String text = node.toString();
    if (WORDS.contains(text)) {
      marks.add(new SourceFile.Mark(text, firstLine(node)));
    }
    return super.visitMemberSelect(node, none);
  }

  private static boolean hasState(ClassTree node) {
    return node.getMembers().stream()
        .anyMatch(
            m ->
                m instanceof VariableTree field
                    && !field.getModifiers().getFlags().contains(Modifier.STATIC));
  }

  private int firstLine(Tree node) {
    long start = trees.getSourcePositions().getStartPosition(unit, node);
    return start < 0 ? 1 : (int) lineMap.getLineNumber(start);
  }

  /** A text in memory, under its path. */
  static final class Source extends SimpleJavaFileObject {

    private final String text;

    Source(String path, String text) {
      super(URI.create("memory:///" + path.replace(" ", "%20")), Kind.SOURCE);
      this.text = text;
    }

    @Override
    public CharSequence getCharContent(boolean ignoreEncodingErrors) {
      return text;
    }
  }
}
