// SPDX-License-Identifier: Apache-2.0
package dev.upq.introspect;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One row of the answer: texts, read one behind the other in the order of the SELECT. One thread at
 * a time.
 */
final class Cells {

  private final List<@Nullable String> texts;
  private final Renaming schemas;
  private int at;

  Cells(List<@Nullable String> texts, Renaming schemas) {
    this.texts = texts;
    this.schemas = schemas;
  }

  /** What a schema is called in the model. */
  @FunctionalInterface
  interface Renaming {

    String of(String schema);
  }

  /** The first text, by which rows are put together; reading goes on where it was. */
  String key() {
    String key = texts.getFirst();
    return key == null ? "" : key;
  }

  Cells skip() {
    at++;
    return this;
  }

  /** Empty where the server had nothing to say: what was asked about went meanwhile. */
  String text() {
    return optional().orElse("");
  }

  Optional<String> optional() {
    return Optional.ofNullable(texts.get(at++));
  }

  boolean flag() {
    return text().equals("true");
  }

  /** -1 where there is none. */
  int number() {
    return optional().map(Integer::parseInt).orElse(-1);
  }

  long longNumber() {
    return Long.parseLong(text());
  }

  /** Two texts, a schema and a name; absent where the name is. */
  Optional<QualifiedName> name() {
    String schema = text();
    return optional().map(name -> new QualifiedName(schemas.of(schema), name));
  }

  /** A name that has to be there. */
  QualifiedName someName() {
    return name().orElseGet(() -> new QualifiedName("", ""));
  }

  /** Texts with a separator between them. */
  List<String> list(String separator) {
    String all = text();
    return all.isEmpty() ? List.of() : List.of(all.split(separator, -1));
  }

  List<String> words() {
    return list(" ");
  }

  List<String> lines() {
    return list("\n");
  }

  Set<String> wordSet() {
    return new LinkedHashSet<>(words());
  }

  List<Integer> numbers() {
    List<Integer> numbers = new ArrayList<>();
    for (String word : words()) {
      numbers.add(Integer.parseInt(word));
    }
    return numbers;
  }

  /** Five texts: what a type is. */
  TypeRef type() {
    return maybeType().orElseGet(() -> new TypeRef(0, new QualifiedName("", ""), 0, List.of(), ""));
  }

  /** A type that need not be there. */
  Optional<TypeRef> maybeType() {
    Optional<String> oid = optional();
    Optional<QualifiedName> name = name();
    int dimensions = number();
    String text = text();
    return name.map(
        type ->
            new TypeRef(
                Integer.parseUnsignedInt(oid.orElse("0")),
                type,
                dimensions,
                TypeRef.modifiers(text),
                text));
  }
}
