// SPDX-License-Identifier: Apache-2.0
package dev.upq.proof.house;

import java.lang.classfile.Attributes;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.CodeElement;
import java.lang.classfile.CodeModel;
import java.lang.classfile.MethodModel;
import java.lang.classfile.constantpool.ClassEntry;
import java.lang.classfile.constantpool.PoolEntry;
import java.lang.classfile.constantpool.StringEntry;
import java.lang.classfile.constantpool.Utf8Entry;
import java.lang.classfile.instruction.FieldInstruction;
import java.lang.classfile.instruction.InvokeDynamicInstruction;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.classfile.instruction.LineNumber;
import java.lang.constant.ConstantDesc;
import java.lang.constant.DirectMethodHandleDesc;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the rules want to know of one class file. Immutable.
 *
 * @param name internal name, with slashes
 * @param sourcePath of the file it was compiled from, relative to the root of the checkout
 * @param types internal names of every type that it mentions in code, descriptors, generics or
 *     annotations
 * @param calls what its code calls, takes a method reference to, or reads and writes as a field
 * @param preview whether it was compiled with preview features
 */
record CompiledClass(
    String name, String sourcePath, Set<String> types, List<Call> calls, boolean preview) {

  /** A class file whose minor version is this needs preview features (JVMS 4.1). */
  private static final int PREVIEW_MINOR_VERSION = 65_535;

  private static final Pattern IN_DESCRIPTOR = Pattern.compile("L([\\w/$-]+)[;<]");

  /**
   * A method or constructor that is called, or a field that is used. The owner is the type that the
   * call is made through.
   *
   * @param signature {@code owner.name:descriptor}, with slashes: what the bans match
   */
  record Call(String signature, int line) {

    String shortName() {
      String named = signature.substring(0, signature.indexOf(':'));
      return named.substring(named.lastIndexOf('/') + 1).replace(".<init>", " (constructor)");
    }
  }

  /**
   * @param sourceRoot of the module that it belongs to, such as {@code upq-client/src/main/java}
   */
  static CompiledClass of(String sourceRoot, byte[] bytes) {
    ClassModel model = ClassFile.of().parse(bytes);
    String name = model.thisClass().asInternalName();
    String file =
        model
            .findAttribute(Attributes.sourceFile())
            .map(a -> a.sourceFile().stringValue())
            .orElse(name.substring(name.lastIndexOf('/') + 1) + ".java");
    String folder = name.contains("/") ? name.substring(0, name.lastIndexOf('/') + 1) : "";
    List<Call> calls = new ArrayList<>();
    for (MethodModel method : model.methods()) {
      method.code().ifPresent(code -> collectCalls(code, calls));
    }
    return new CompiledClass(
        name,
        sourceRoot + "/" + folder + file,
        typesOf(model),
        List.copyOf(calls),
        model.minorVersion() == PREVIEW_MINOR_VERSION);
  }

  /** Where the code first uses a member of that type or one whose descriptor names it; else 1. */
  int lineOf(String type) {
    return calls.stream()
        .filter(
            c -> c.signature().startsWith(type + ".") || c.signature().contains("L" + type + ";"))
        .findFirst()
        .map(Call::line)
        .orElse(1);
  }

  String packageName() {
    int slash = name.lastIndexOf('/');
    return slash < 0 ? "" : name.substring(0, slash).replace('/', '.');
  }

  private static void collectCalls(CodeModel code, List<Call> into) {
    int line = 0;
    for (CodeElement element : code) {
      switch (element) {
        case LineNumber number -> line = number.line();
        case InvokeInstruction invoke ->
            into.add(
                call(
                    invoke.owner().asInternalName(),
                    invoke.name().stringValue(),
                    invoke.type().stringValue(),
                    line));
        case FieldInstruction field ->
            into.add(
                call(
                    field.owner().asInternalName(),
                    field.name().stringValue(),
                    field.type().stringValue(),
                    line));
        case InvokeDynamicInstruction dynamic -> {
          for (ConstantDesc argument : dynamic.bootstrapArgs()) {
            if (argument instanceof DirectMethodHandleDesc handle) {
              String owner = handle.owner().descriptorString();
              into.add(
                  call(
                      owner.startsWith("L") ? owner.substring(1, owner.length() - 1) : owner,
                      handle.methodName(),
                      handle.lookupDescriptor(),
                      line));
            }
          }
        }
        default -> {
          // other instructions name no member
        }
      }
    }
  }

  private static Call call(String owner, String name, String descriptor, int line) {
    return new Call(owner + "." + name + ":" + descriptor, line);
  }

  /**
   * From the whole constant pool, so that nothing is missed; texts of string constants are left
   * out.
   */
  private static Set<String> typesOf(ClassModel model) {
    Set<Integer> texts = new HashSet<>();
    for (PoolEntry entry : model.constantPool()) {
      if (entry instanceof StringEntry text) {
        texts.add(text.utf8().index());
      }
    }
    Set<String> types = new TreeSet<>();
    for (PoolEntry entry : model.constantPool()) {
      switch (entry) {
        case ClassEntry type when !type.asInternalName().startsWith("[") ->
            types.add(type.asInternalName());
        case Utf8Entry utf8 when !texts.contains(utf8.index()) -> {
          Matcher matcher = IN_DESCRIPTOR.matcher(utf8.stringValue());
          while (matcher.find()) {
            types.add(matcher.group(1));
          }
        }
        default -> {
          // neither a type nor a descriptor
        }
      }
    }
    return Set.copyOf(types);
  }
}
