// SPDX-License-Identifier: Apache-2.0
package dev.upq.proof.house;

import java.lang.classfile.Attributes;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.ClassSignature;
import java.lang.classfile.FieldModel;
import java.lang.classfile.MethodModel;
import java.lang.classfile.Signature;
import java.lang.classfile.attribute.InnerClassInfo;
import java.lang.classfile.attribute.ModuleAttribute;
import java.lang.reflect.AccessFlag;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * The public surface of a module as sorted text: one block a type, one line a member. Stateless.
 *
 * <p>A type is part of it where its package is exported to everyone (or the module has no
 * descriptor) and it and all that enclose it are public or protected. {@code equals}, {@code
 * hashCode} and {@code toString} are left out.
 */
final class ApiDump {

  private ApiDump() {}

  /** The lines of the surface of the module that these class files make up. */
  static List<String> of(List<byte[]> classFiles) {
    Map<String, ClassModel> classes = new TreeMap<>();
    Optional<Set<String>> exported = Optional.empty();
    for (byte[] bytes : classFiles) {
      ClassModel model = ClassFile.of().parse(bytes);
      Optional<ModuleAttribute> module = model.findAttribute(Attributes.module());
      if (module.isPresent()) {
        exported = Optional.of(exports(module.get()));
      } else {
        classes.put(model.thisClass().asInternalName(), model);
      }
    }
    List<String> lines = new ArrayList<>();
    for (ClassModel model : classes.values()) {
      if (isOpen(model, classes) && exported.map(e -> e.contains(folder(model))).orElse(true)) {
        if (!lines.isEmpty()) {
          lines.add("");
        }
        lines.addAll(type(model));
      }
    }
    return lines;
  }

  private static Set<String> exports(ModuleAttribute module) {
    return module.exports().stream()
        .filter(e -> e.exportsTo().isEmpty())
        .map(e -> e.exportedPackage().name().stringValue())
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static String folder(ClassModel model) {
    String name = model.thisClass().asInternalName();
    return name.substring(0, Math.max(0, name.lastIndexOf('/')));
  }

  private static boolean isOpen(ClassModel model, Map<String, ClassModel> classes) {
    if (model.thisClass().asInternalName().endsWith("/package-info")
        || model.findAttribute(Attributes.enclosingMethod()).isPresent()) {
      return false;
    }
    Optional<InnerClassInfo> inner = inner(model);
    if (inner.isEmpty()) {
      return MemberText.belongs(model.flags().flags());
    }
    ClassModel outer =
        inner.get().outerClass().map(o -> classes.get(o.asInternalName())).orElse(null);
    return outer != null && MemberText.belongs(inner.get().flags()) && isOpen(outer, classes);
  }

  private static Optional<InnerClassInfo> inner(ClassModel model) {
    return model.findAttribute(Attributes.innerClasses()).stream()
        .flatMap(a -> a.classes().stream())
        .filter(i -> i.innerClass().asInternalName().equals(model.thisClass().asInternalName()))
        .findFirst();
  }

  private static List<String> type(ClassModel model) {
    String name = SignatureText.name(model.thisClass().asInternalName());
    String simple = name.substring(name.lastIndexOf('.') + 1);
    boolean inInterface = model.flags().has(AccessFlag.INTERFACE);
    boolean enumeration = model.flags().has(AccessFlag.ENUM);
    List<String> fields = new ArrayList<>();
    for (FieldModel field : model.fields()) {
      if (MemberText.belongs(field.flags().flags())) {
        fields.add("  " + MemberText.of(field));
      }
    }
    List<String> constructors = new ArrayList<>();
    List<String> methods = new ArrayList<>();
    for (MethodModel method : model.methods()) {
      if (MemberText.belongs(method, enumeration)) {
        boolean constructor = method.methodName().equalsString("<init>");
        (constructor ? constructors : methods)
            .add("  " + MemberText.of(method, simple, inInterface));
      }
    }
    List<String> lines = new ArrayList<>(List.of(header(model, name)));
    fields.stream().sorted().forEach(lines::add);
    constructors.stream().sorted().forEach(lines::add);
    methods.stream().sorted().forEach(lines::add);
    return lines;
  }

  private static String header(ClassModel model, String name) {
    ClassSignature signature =
        model.findAttribute(Attributes.signature()).map(a -> a.asClassSignature()).orElse(null);
    List<String> permitted =
        model
            .findAttribute(Attributes.permittedSubclasses())
            .map(
                a ->
                    a.permittedSubclasses().stream()
                        .map(c -> SignatureText.name(c.asInternalName()))
                        .sorted()
                        .toList())
            .orElse(List.of());
    String superclass =
        signature != null
            ? SignatureText.of(signature.superclassSignature())
            : model.superclass().map(c -> SignatureText.name(c.asInternalName())).orElse("Object");
    List<String> interfaces =
        signature != null
            ? signature.superinterfaceSignatures().stream().map(SignatureText::of).toList()
            : model.interfaces().stream().map(i -> SignatureText.name(i.asInternalName())).toList();
    String kind = kind(model);
    boolean plain = superclass.equals("Object") || !kind.equals("class");
    String shown = modifiers(model, kind, !permitted.isEmpty()) + kind + " " + name;
    return shown
        + (signature == null ? "" : SignatureText.parameters(signature.typeParameters()))
        + components(model)
        + (plain ? "" : " extends " + superclass)
        + clause(
            kind.equals("interface") ? " extends " : " implements ",
            kind.equals("@interface") ? List.of() : interfaces)
        + clause(" permits ", kind.equals("enum") ? List.of() : permitted);
  }

  private static String components(ClassModel model) {
    return model
        .findAttribute(Attributes.record())
        .map(
            record ->
                record.components().stream()
                    .map(
                        c ->
                            c.findAttribute(Attributes.signature())
                                    .map(a -> SignatureText.of(a.asTypeSignature()))
                                    .orElseGet(
                                        () -> SignatureText.of(Signature.of(c.descriptorSymbol())))
                                + " "
                                + c.name().stringValue())
                    .collect(Collectors.joining(", ", "(", ")")))
        .orElse("");
  }

  private static String clause(String word, List<String> names) {
    return names.isEmpty() ? "" : word + String.join(", ", names);
  }

  private static String kind(ClassModel model) {
    if (model.flags().has(AccessFlag.ANNOTATION)) {
      return "@interface";
    }
    if (model.flags().has(AccessFlag.INTERFACE)) {
      return "interface";
    }
    if (model.flags().has(AccessFlag.ENUM)) {
      return "enum";
    }
    return model.findAttribute(Attributes.record()).isPresent() ? "record" : "class";
  }

  private static String modifiers(ClassModel model, String kind, boolean sealed) {
    Set<AccessFlag> flags =
        inner(model).map(InnerClassInfo::flags).orElseGet(() -> model.flags().flags());
    List<AccessFlag> shown =
        switch (kind) {
          case "class" ->
              List.of(
                  AccessFlag.PUBLIC,
                  AccessFlag.PROTECTED,
                  AccessFlag.STATIC,
                  AccessFlag.ABSTRACT,
                  AccessFlag.FINAL);
          default -> List.of(AccessFlag.PUBLIC, AccessFlag.PROTECTED);
        };
    String text =
        shown.stream()
            .filter(flags::contains)
            .map(f -> f.name().toLowerCase(Locale.ROOT) + " ")
            .collect(Collectors.joining());
    return text + (sealed && !kind.equals("enum") ? "sealed " : "");
  }
}
