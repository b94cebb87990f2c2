// SPDX-License-Identifier: Apache-2.0
package dev.upq.introspect.source;

import dev.upq.fault.PgUsageException;
import dev.upq.mapping.Column;
import dev.upq.mapping.Label;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** The text of one file. Confined to the one that makes it. */
final class SourceText {

  private static final int MOST_PLACES = 253;

  private final String javaPackage;
  private final String made;
  private final Set<String> written;
  private final Set<String> imports = new TreeSet<>();

  /**
   * @param made what it is made of, for the first line
   * @param written the names of all classes in the package: no other class can be called by them
   */
  SourceText(String javaPackage, String made, Set<String> written) {
    this.javaPackage = javaPackage;
    this.made = made;
    this.written = written;
  }

  /**
   * A record.
   *
   * @param types of the fields, in their order
   * @throws PgUsageException where a record cannot hold as many, or two have the same name
   */
  String record(String name, String doc, List<Field> fields, List<JavaType> types) {
    List<String> names = components(fields);
    int places = types.stream().mapToInt(JavaType::places).sum();
    if (places > MOST_PLACES) {
      throw new PgUsageException(
          "%s: its columns take %d places, and a record has %d (long and double take two)"
              .formatted(made, places, MOST_PLACES));
    }
    StringBuilder body = new StringBuilder(doc(doc, fields, names));
    body.append("public record ").append(name).append('(');
    Map<String, Long> keys =
        fields.stream()
            .collect(Collectors.groupingBy(f -> JavaNames.key(f.name()), Collectors.counting()));
    for (int i = 0; i < names.size(); i++) {
      String column = fields.get(i).name();
      String key = JavaNames.key(column);
      boolean found =
          names.get(i).equals(column)
              || (key.equals(JavaNames.key(names.get(i))) && Long.valueOf(1).equals(keys.get(key)));
      body.append(i == 0 ? "\n    " : ",\n    ");
      if (!found) {
        body.append('@').append(text(JavaType.of(Column.class))).append('(');
        body.append(JavaText.literal(column)).append(") ");
      }
      body.append(text(types.get(i))).append(' ').append(names.get(i));
    }
    return file(body.append(") {}\n").toString());
  }

  private List<String> components(List<Field> fields) {
    Set<String> columns = new HashSet<>();
    Set<String> taken = new HashSet<>();
    List<String> names = new ArrayList<>();
    for (Field field : fields) {
      if (!columns.add(field.name())) {
        throw new PgUsageException(
            made + ": two columns are called \"" + field.name() + "\"; name one with AS");
      }
      String name = JavaNames.component(field.name(), "column" + (names.size() + 1));
      names.add(free(name, taken));
    }
    return names;
  }

  /** An enum of labels. */
  String enumeration(String name, String doc, List<String> labels) {
    StringBuilder body = new StringBuilder(doc(doc, List.of(), List.of()));
    body.append("public enum ").append(name).append(" {");
    Set<String> taken = new HashSet<>();
    for (String label : labels) {
      String constant = free(JavaNames.constant(label, "LABEL_" + (taken.size() + 1)), taken);
      body.append(taken.size() == 1 ? "\n  " : ",\n  ");
      if (!constant.equals(label)) {
        body.append('@').append(text(JavaType.of(Label.class))).append('(');
        body.append(JavaText.literal(label)).append(")\n  ");
      }
      body.append(constant);
    }
    return file(body.append("\n}\n").toString());
  }

  /** The name, with a number behind it where it is taken. */
  static String free(String name, Set<String> taken) {
    String found = name;
    for (int i = 2; !taken.add(found); i++) {
      found = name + "_" + i;
    }
    return found;
  }

  private String file(String body) {
    StringBuilder file = new StringBuilder();
    file.append(RecordSource.MARK).append(JavaText.comment(made)).append('\n');
    file.append("package ").append(javaPackage).append(";\n\n");
    imports.forEach(name -> file.append("import ").append(name).append(";\n"));
    return file.append(imports.isEmpty() ? "" : "\n").append(body).toString();
  }

  private static String doc(String doc, List<Field> fields, List<String> names) {
    StringBuilder text = new StringBuilder("/**\n * " + JavaText.comment(doc) + "\n");
    boolean first = true;
    for (int i = 0; i < names.size(); i++) {
      Optional<String> comment = fields.get(i).comment();
      if (comment.isPresent()) {
        text.append(first ? " *\n" : "").append(" * @param ").append(names.get(i)).append(' ');
        text.append(JavaText.comment(comment.get())).append('\n');
        first = false;
      }
    }
    return text.append(" */\n").toString();
  }

  private String text(JavaType type) {
    return switch (type) {
      case JavaType.Made(String name) -> name;
      case JavaType.Known(Class<?> known, List<JavaType> arguments) ->
          name(known)
              + (arguments.isEmpty()
                  ? ""
                  : arguments.stream().map(this::text).collect(Collectors.joining(", ", "<", ">")));
    };
  }

  /** The short name of a class, imported where need be; the long one where the short is taken. */
  private String name(Class<?> type) {
    if (type.isArray()) {
      return name(type.getComponentType()) + "[]";
    }
    String full = type.getTypeName().replace('$', '.');
    if (type.isPrimitive()) {
      return full;
    }
    String inPackage = full.substring(type.getPackageName().length() + 1);
    String outer = inPackage.replaceAll("\\..*", "");
    if (written.contains(outer)) {
      return full;
    }
    if (!type.getPackageName().equals("java.lang")) {
      imports.add(type.getPackageName() + "." + outer);
    }
    return inPackage;
  }
}
