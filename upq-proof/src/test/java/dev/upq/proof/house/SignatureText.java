// SPDX-License-Identifier: Apache-2.0
package dev.upq.proof.house;

import java.lang.classfile.Signature;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Types as Java writes them, full names throughout, only those of {@code java.lang} short.
 * Stateless. Class files hold them as described in JVMS 4.7.9.1.
 */
final class SignatureText {

  private SignatureText() {}

  static String of(Signature signature) {
    return switch (signature) {
      case Signature.BaseTypeSig base -> primitive(base.baseType());
      case Signature.TypeVarSig variable -> variable.identifier();
      case Signature.ArrayTypeSig array -> of(array.componentSignature()) + "[]";
      case Signature.ClassTypeSig type ->
          type.outerType()
                  .map(outer -> of(outer) + "." + type.className())
                  .orElseGet(() -> name(type.className()))
              + arguments(type.typeArgs());
    };
  }

  static String list(List<? extends Signature> signatures) {
    return signatures.stream().map(SignatureText::of).collect(Collectors.joining(", "));
  }

  /** Type parameters with their bounds, in angle brackets; empty where there are none. */
  static String parameters(List<Signature.TypeParam> parameters) {
    if (parameters.isEmpty()) {
      return "";
    }
    List<String> texts = new ArrayList<>();
    for (Signature.TypeParam parameter : parameters) {
      List<Signature> bounds = new ArrayList<>();
      parameter.classBound().filter(b -> !of(b).equals("Object")).ifPresent(bounds::add);
      bounds.addAll(parameter.interfaceBounds());
      String text = bounds.stream().map(SignatureText::of).collect(Collectors.joining(" & "));
      texts.add(parameter.identifier() + (text.isEmpty() ? "" : " extends " + text));
    }
    return "<" + String.join(", ", texts) + ">";
  }

  /** An internal name as Java writes it. */
  static String name(String internalName) {
    String dotted = internalName.replace('/', '.').replace('$', '.');
    String simple =
        dotted.startsWith("java.lang.") ? dotted.substring("java.lang.".length()) : dotted;
    return simple.equals(dotted) || !Character.isUpperCase(simple.charAt(0)) ? dotted : simple;
  }

  private static String arguments(List<Signature.TypeArg> arguments) {
    if (arguments.isEmpty()) {
      return "";
    }
    return arguments.stream()
        .map(
            argument ->
                switch (argument) {
                  case Signature.TypeArg.Unbounded _ -> "?";
                  case Signature.TypeArg.Bounded bounded ->
                      switch (bounded.wildcardIndicator()) {
                            case NONE -> "";
                            case EXTENDS -> "? extends ";
                            case SUPER -> "? super ";
                          }
                          + of(bounded.boundType());
                })
        .collect(Collectors.joining(", ", "<", ">"));
  }

  private static String primitive(char code) {
    return switch (code) {
      case 'B' -> "byte";
      case 'C' -> "char";
      case 'D' -> "double";
      case 'F' -> "float";
      case 'I' -> "int";
      case 'J' -> "long";
      case 'S' -> "short";
      case 'Z' -> "boolean";
      case 'V' -> "void";
      default -> throw new IllegalArgumentException("no primitive type is called " + code);
    };
  }
}
