// SPDX-License-Identifier: Apache-2.0
package dev.upq.introspect.source;

import dev.upq.fault.PgUsageException;
import dev.upq.introspect.Database;
import dev.upq.introspect.QualifiedName;
import dev.upq.introspect.Table;
import dev.upq.introspect.UserType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Writes Java records for the rows of tables and queries. One thread at a time.
 *
 * <pre>{@code
 * List<JavaFile> files = RecordSource.of(model, "app.data").table(flight).files();
 * }</pre>
 *
 * <p>A record's name is that of its table, {@code OrderLine} of {@code order_line}; where several
 * tables or types lead to the same name, the later ones have a number behind it. Enums and
 * composites of the database's own that a column holds are written too.
 */
public final class RecordSource {

  /** How every file begins: what has no such first line was not written here. */
  public static final String MARK = "// Made by upq generate records; changes get lost. Of: ";

  /** A record that was asked for. */
  private record Wanted(String name, String of, String doc, List<Field> fields) {}

  private final Database model;
  private final String javaPackage;
  private final List<Wanted> wanted = new ArrayList<>();
  private final Set<String> taken = new HashSet<>();
  private final Map<QualifiedName, String> typeNames = new HashMap<>();
  private final Set<UserType> types = new LinkedHashSet<>();

  private RecordSource(Database model, String javaPackage) {
    this.model = model;
    this.javaPackage = javaPackage;
  }

  /**
   * @param model in which the types of columns are looked up
   * @param javaPackage of all that is written
   * @throws PgUsageException where no package can be called so
   */
  public static RecordSource of(Database model, String javaPackage) {
    if (!isPackage(javaPackage)) {
      throw new PgUsageException("no package of Java can be called \"" + javaPackage + "\"");
    }
    return new RecordSource(model, javaPackage);
  }

  /** Whether Java lets a package be called so. */
  public static boolean isPackage(String name) {
    return JavaNames.isPackage(name);
  }

  /** Also a record for the rows of a table or view. */
  public RecordSource table(Table table) {
    wanted.add(
        new Wanted(
            free(JavaNames.type(table.name(), "Table")),
            "table " + table.id(),
            "A row of " + table.id() + ending(table.comment()),
            table.columns().stream().map(Field::of).toList()));
    return this;
  }

  /**
   * Also a record for the rows of a query.
   *
   * @param name of the record
   * @throws PgUsageException where no record can be called so
   */
  public RecordSource query(String name, List<Field> columns) {
    if (!JavaNames.isIdentifier(name) || !taken.add(name.toLowerCase(Locale.ROOT))) {
      throw new PgUsageException(
          "no record can be called \"" + name + "\", or another one is called so already");
    }
    wanted.add(new Wanted(name, "query " + name, "A row of the query " + name + ".", columns));
    return this;
  }

  /**
   * All files, by their paths.
   *
   * @throws PgUsageException where a table has more columns than a record has places, or two
   *     columns of a query have the same name
   */
  public List<JavaFile> files() {
    JavaTypes java = new JavaTypes(model, this::made);
    List<List<JavaType>> columns =
        new ArrayList<>(wanted.stream().map(each -> types(java, each.fields())).toList());
    List<UserType> used = used(java);
    Set<String> names = new HashSet<>(typeNames.values());
    wanted.forEach(each -> names.add(each.name()));
    List<JavaFile> files = new ArrayList<>();
    for (int i = 0; i < wanted.size(); i++) {
      Wanted each = wanted.get(i);
      SourceText text = new SourceText(javaPackage, each.of(), names);
      files.add(
          file(each.name(), text.record(each.name(), each.doc(), each.fields(), columns.get(i))));
    }
    for (UserType type : used) {
      files.add(file(made(type), text(type, names, java)));
    }
    files.sort((one, other) -> one.path().compareTo(other.path()));
    return files;
  }

  private static List<JavaType> types(JavaTypes java, List<Field> fields) {
    List<JavaType> types = new ArrayList<>();
    for (Field field : fields) {
      JavaType type = java.of(field.type());
      types.add(field.nullable() ? type.optional() : type.present());
    }
    return types;
  }

  /** All types that columns use, and attributes of those that are composites, and so on. */
  private List<UserType> used(JavaTypes java) {
    Set<UserType> seen = new LinkedHashSet<>();
    while (seen.size() < types.size()) {
      for (UserType type : List.copyOf(types)) {
        if (seen.add(type) && type instanceof UserType.Composite composite) {
          types(java, fields(composite));
        }
      }
    }
    return List.copyOf(seen);
  }

  /** Attributes may always be NULL. */
  private static List<Field> fields(UserType.Composite composite) {
    return composite.attributes().stream()
        .map(each -> new Field(each.name(), each.type(), true, each.comment()))
        .toList();
  }

  private String made(UserType type) {
    types.add(type);
    return typeNames.computeIfAbsent(type.id(), id -> free(JavaNames.type(id.name(), "Type")));
  }

  private String text(UserType type, Set<String> names, JavaTypes java) {
    SourceText text = new SourceText(javaPackage, "type " + type.id(), names);
    String doc = "The type " + type.id() + ending(type.comment());
    return switch (type) {
      case UserType.Enumeration labels -> text.enumeration(made(type), doc, labels.labels());
      case UserType.Composite composite -> {
        List<Field> fields = fields(composite);
        yield text.record(made(type), doc, fields, types(java, fields));
      }
      case UserType.Domain none -> throw unwritten(none);
      case UserType.Range none -> throw unwritten(none);
      case UserType.BaseType none -> throw unwritten(none);
      case UserType.Other none -> throw unwritten(none);
    };
  }

  private static IllegalStateException unwritten(UserType type) {
    return new IllegalStateException("nothing is written for " + type.id());
  }

  /** Files whose names differ in capitals alone are one file in some places. */
  private String free(String name) {
    String found = name;
    for (int i = 2; !taken.add(found.toLowerCase(Locale.ROOT)); i++) {
      found = name + i;
    }
    return found;
  }

  private static String ending(Optional<String> comment) {
    return comment.map(text -> ": " + text).orElse(".");
  }

  private JavaFile file(String name, String text) {
    return new JavaFile(javaPackage.replace('.', '/') + "/" + name + ".java", text);
  }
}
