// SPDX-License-Identifier: Apache-2.0
package dev.upq.proof.house;

import java.lang.classfile.Attributes;
import java.lang.classfile.FieldModel;
import java.lang.classfile.MethodModel;
import java.lang.classfile.MethodSignature;
import java.lang.classfile.Signature;
import java.lang.classfile.TypeAnnotation;
import java.lang.classfile.attribute.RuntimeVisibleTypeAnnotationsAttribute;
import java.lang.classfile.constantpool.ClassEntry;
import java.lang.reflect.AccessFlag;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/** One public or protected member as one line of text. Stateless. */
final class MemberText {

  private static final String NULLABLE = "Lorg/jspecify/annotations/Nullable;";

  /** What every object has: no news in a surface. */
  private static final Set<String> OF_EVERY_OBJECT = Set.of("equals", "hashCode", "toString");

  private MemberText() {}

  static boolean belongs(Set<AccessFlag> flags) {
    return (flags.contains(AccessFlag.PUBLIC) || flags.contains(AccessFlag.PROTECTED))
        && !flags.contains(AccessFlag.SYNTHETIC);
  }

  static boolean belongs(MethodModel method, boolean enumeration) {
    String name = method.methodName().stringValue();
    return belongs(method.flags().flags())
        && !method.flags().has(AccessFlag.BRIDGE)
        && !name.equals("<clinit>")
        && !OF_EVERY_OBJECT.contains(name)
        && !(enumeration && Set.of("values", "valueOf").contains(name));
  }

  static String of(FieldModel field) {
    Signature type =
        field
            .findAttribute(Attributes.signature())
            .map(a -> a.asTypeSignature())
            .orElseGet(() -> Signature.of(field.fieldTypeSymbol()));
    String constant =
        field
            .findAttribute(Attributes.constantValue())
            .map(a -> " = " + constant(a.constant().constantValue()))
            .orElse("");
    List<TypeAnnotation> annotations =
        field
            .findAttribute(Attributes.runtimeVisibleTypeAnnotations())
            .map(RuntimeVisibleTypeAnnotationsAttribute::annotations)
            .orElse(List.of());
    boolean nullable =
        annotations.stream()
            .anyMatch(a -> nullable(a) && a.targetInfo() instanceof TypeAnnotation.EmptyTarget);
    return modifiers(field.flags().flags())
        + (nullable ? "@Nullable " : "")
        + SignatureText.of(type)
        + " "
        + field.fieldName().stringValue()
        + constant;
  }

  static String of(MethodModel method, String simpleName, boolean inInterface) {
    MethodSignature signature =
        method
            .findAttribute(Attributes.signature())
            .map(a -> a.asMethodSignature())
            .orElseGet(() -> MethodSignature.of(method.methodTypeSymbol()));
    List<TypeAnnotation> annotations =
        method
            .findAttribute(Attributes.runtimeVisibleTypeAnnotations())
            .map(RuntimeVisibleTypeAnnotationsAttribute::annotations)
            .orElse(List.of());
    String name = method.methodName().stringValue();
    StringBuilder text = new StringBuilder(modifiers(method.flags().flags(), inInterface));
    String variables = SignatureText.parameters(signature.typeParameters());
    text.append(variables).append(variables.isEmpty() ? "" : " ");
    if (name.equals("<init>")) {
      text.append(simpleName);
    } else {
      boolean nullable =
          annotations.stream()
              .anyMatch(
                  a ->
                      nullable(a)
                          && a.targetInfo().targetType()
                              == TypeAnnotation.TargetType.METHOD_RETURN);
      text.append(nullable ? "@Nullable " : "").append(SignatureText.of(signature.result()));
      text.append(' ').append(name);
    }
    boolean variableArity = method.flags().has(AccessFlag.VARARGS);
    text.append('(').append(parameters(signature, annotations, variableArity)).append(')');
    return text + thrown(method, signature) + deprecated(method);
  }

  private static String parameters(
      MethodSignature signature, List<TypeAnnotation> annotations, boolean variableArity) {
    List<String> texts = new ArrayList<>();
    List<Signature> arguments = signature.arguments();
    for (int i = 0; i < arguments.size(); i++) {
      int index = i;
      boolean nullable =
          annotations.stream()
              .anyMatch(
                  a ->
                      nullable(a)
                          && a.targetInfo() instanceof TypeAnnotation.FormalParameterTarget target
                          && target.formalParameterIndex() == index);
      String type = SignatureText.of(arguments.get(i));
      if (variableArity && i == arguments.size() - 1) {
        type = type.substring(0, type.length() - 2) + "...";
      }
      texts.add((nullable ? "@Nullable " : "") + type);
    }
    return String.join(", ", texts);
  }

  private static boolean nullable(TypeAnnotation annotation) {
    return annotation.targetPath().isEmpty()
        && annotation.annotation().className().stringValue().equals(NULLABLE);
  }

  private static String thrown(MethodModel method, MethodSignature signature) {
    List<String> names =
        signature.throwableSignatures().isEmpty()
            ? method
                .findAttribute(Attributes.exceptions())
                .map(
                    a ->
                        a.exceptions().stream()
                            .map(ClassEntry::asInternalName)
                            .map(SignatureText::name)
                            .toList())
                .orElse(List.of())
            : signature.throwableSignatures().stream().map(SignatureText::of).toList();
    return names.isEmpty()
        ? ""
        : " throws " + names.stream().sorted().collect(Collectors.joining(", "));
  }

  private static String constant(Object value) {
    return value instanceof String text
        ? "\"" + text.replace("\\", "\\\\").replace("\n", "\\n").replace("\r", "\\r") + "\""
        : value.toString();
  }

  private static String deprecated(MethodModel method) {
    return method.findAttribute(Attributes.deprecated()).isPresent() ? " // deprecated" : "";
  }

  private static String modifiers(Set<AccessFlag> flags, boolean inInterface) {
    if (!inInterface) {
      return modifiers(flags);
    }
    boolean body = !flags.contains(AccessFlag.ABSTRACT) && !flags.contains(AccessFlag.STATIC);
    return (body ? "default " : "")
        + modifiers(flags).replace("public ", "").replace("abstract ", "");
  }

  private static String modifiers(Set<AccessFlag> flags) {
    StringBuilder text = new StringBuilder();
    for (AccessFlag flag :
        List.of(
            AccessFlag.PUBLIC,
            AccessFlag.PROTECTED,
            AccessFlag.STATIC,
            AccessFlag.ABSTRACT,
            AccessFlag.FINAL)) {
      text.append(flags.contains(flag) ? flag.name().toLowerCase(Locale.ROOT) + " " : "");
    }
    return text.toString();
  }
}
