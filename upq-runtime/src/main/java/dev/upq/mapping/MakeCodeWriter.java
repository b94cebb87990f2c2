// SPDX-License-Identifier: Apache-2.0
package dev.upq.mapping;

import dev.upq.fault.PgValueException;
import dev.upq.mapping.Node.Absence;
import dev.upq.mapping.Node.Presence;
import dev.upq.row.Row;
import java.lang.classfile.ClassBuilder;
import java.lang.classfile.ClassFile;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.Label;
import java.lang.classfile.instruction.SwitchCase;
import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;
import java.lang.invoke.MethodHandle;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Writes the code of a {@link Node}: a static method for each record, which reads its columns, one
 * after the other, straight into the arguments of its constructor. No reflection is left in it, no
 * look-up, and no box. One thread at a time.
 *
 * <p>A local variable knows which component is being read, for messages; the compiler keeps it for
 * the way of failure only.
 */
final class MakeCodeWriter {

  private static final MethodTypeDesc MAKE = Generated.desc(Object.class, Row.class, int[].class);

  private static final int ROW = 0;
  private static final int SOURCES = 1;
  private static final int AT = 2;
  private static final int THROWN = 3;

  /** How a primitive is read by a method of {@link Row}; the others by one of {@link Readers}. */
  private static final Map<Class<?>, String> OF_ROW =
      Map.of(
          int.class, "intValue",
          long.class, "longValue",
          double.class, "doubleValue",
          boolean.class, "booleanValue");

  private final Generated made;
  private final ClassBuilder out;
  private final ClassDesc self;
  private int methods;

  private MakeCodeWriter(Generated made, ClassBuilder out, ClassDesc self) {
    this.made = made;
    this.out = out;
    this.self = self;
  }

  /** Code that makes what the node stands for, a record or one of several. */
  static MakeCode code(Node root) {
    Generated made = new Generated();
    return made.instance(
        MakeCode.class, (out, self) -> new MakeCodeWriter(made, out, self).all(root));
  }

  private void all(Node root) {
    String first = method(root);
    out.withMethodBody(
        "make",
        MAKE,
        ClassFile.ACC_FINAL,
        code -> code.aload(1).aload(2).invokestatic(self, first, MAKE).areturn());
  }

  /** Writes a static method for it, and for those inside it first; returns its name. */
  private String method(Node node) {
    return switch (node) {
      case Node.Made record -> {
        List<String> inner = inner(record.parts());
        yield method(code -> record(code, record, inner));
      }
      case Node.Chosen chosen -> {
        List<String> inner = inner(chosen.records());
        yield method(code -> choice(code, chosen, inner));
      }
      case Node.Primitive plain -> throw new IllegalStateException(plain.toString());
      case Node.Value plain -> throw new IllegalStateException(plain.toString());
      case Node.Constant plain -> throw new IllegalStateException(plain.toString());
    };
  }

  private String method(Consumer<CodeBuilder> body) {
    String name = "make" + methods++;
    out.withMethodBody(name, MAKE, ClassFile.ACC_STATIC | ClassFile.ACC_PRIVATE, body);
    return name;
  }

  /** The names of their methods; empty for those that need none. */
  private List<String> inner(List<Node> nodes) {
    List<String> names = new ArrayList<>();
    for (Node node : nodes) {
      names.add(node instanceof Node.Made || node instanceof Node.Chosen ? method(node) : "");
    }
    return names;
  }

  private void record(CodeBuilder code, Node.Made record, List<String> inner) {
    presence(code, record.presence());
    Label failed = code.newLabel();
    Label refused = code.newLabel();
    Failures failures = new Failures(record.shape().type(), record.paths());
    code.loadConstant(Failures.TOLD).istore(AT);
    made.push(code, record.shape().constructor(), MethodHandle.class);
    Label reading = code.newBoundLabel();
    for (int i = 0; i < record.parts().size(); i++) {
      code.loadConstant(inner.get(i).isEmpty() ? i : Failures.TOLD).istore(AT);
      part(code, record.parts().get(i), inner.get(i));
    }
    code.nop();
    Label calling = code.newBoundLabel();
    code.invokevirtual(
        Generated.desc(MethodHandle.class),
        "invokeExact",
        record.shape().constructor().type().describeConstable().orElseThrow());
    Label called = code.newBoundLabel();
    done(code, record.presence());
    code.exceptionCatch(reading, calling, failed, Generated.desc(PgValueException.class));
    code.exceptionCatch(calling, called, refused, Generated.desc(Throwable.class));
    code.labelBinding(failed).astore(THROWN);
    made.push(code, failures, Failures.class);
    code.aload(THROWN).iload(AT);
    fail(code, "component", PgValueException.class, int.class);
    code.labelBinding(refused).astore(THROWN);
    made.push(code, failures, Failures.class);
    code.aload(THROWN);
    fail(code, "constructor", Throwable.class);
  }

  private static void fail(CodeBuilder code, String name, Class<?>... parameters) {
    code.invokevirtual(
            Generated.desc(Failures.class),
            name,
            Generated.desc(PgValueException.class, parameters))
        .athrow();
  }

  private void choice(CodeBuilder code, Node.Chosen chosen, List<String> inner) {
    presence(code, chosen.presence());
    made.push(code, chosen.labels(), RecordLabels.class);
    code.aload(ROW);
    column(code, chosen.slot());
    code.invokevirtual(
        Generated.desc(RecordLabels.class),
        "number",
        Generated.desc(int.class, Row.class, int.class));
    List<SwitchCase> cases = new ArrayList<>();
    for (int i = 0; i < inner.size() - 1; i++) {
      cases.add(SwitchCase.of(i, code.newLabel()));
    }
    Label last = code.newLabel();
    code.lookupswitch(last, cases);
    for (int i = 0; i < inner.size(); i++) {
      code.labelBinding(i == inner.size() - 1 ? last : cases.get(i).target());
      code.aload(ROW).aload(SOURCES).invokestatic(self, inner.get(i), MAKE);
      done(code, chosen.presence());
    }
  }

  /** Returns at once where the record is not there. */
  private void presence(CodeBuilder code, Presence presence) {
    if (presence.absence() == Absence.NONE) {
      return;
    }
    int[] slots = presence.slots().stream().mapToInt(Integer::intValue).toArray();
    Label there = code.newLabel();
    code.aload(ROW).aload(SOURCES);
    made.push(code, slots, int[].class);
    Generated.call(
        code, Readers.class, "absent", boolean.class, Row.class, int[].class, int[].class);
    code.ifeq(there);
    if (presence.absence() == Absence.NULL) {
      code.aconst_null();
    } else {
      Generated.call(code, Optional.class, "empty", Optional.class);
    }
    code.areturn().labelBinding(there);
  }

  private static void done(CodeBuilder code, Presence presence) {
    if (presence.absence() == Absence.EMPTY) {
      Generated.call(code, Optional.class, "of", Optional.class, Object.class);
    }
    code.areturn();
  }

  private void part(CodeBuilder code, Node node, String method) {
    switch (node) {
      case Node.Primitive primitive -> primitive(code, primitive);
      case Node.Value value -> {
        made.push(code, value.reader(), ColumnReader.class);
        code.aload(ROW);
        column(code, value.slot());
        code.invokeinterface(
            Generated.desc(ColumnReader.class),
            "read",
            Generated.desc(Object.class, Row.class, int.class));
      }
      case Node.Constant constant -> constant(code, constant.type(), constant.value());
      case Node.Made record -> code.aload(ROW).aload(SOURCES).invokestatic(self, method, MAKE);
      case Node.Chosen chosen -> code.aload(ROW).aload(SOURCES).invokestatic(self, method, MAKE);
    }
  }

  private void primitive(CodeBuilder code, Node.Primitive primitive) {
    Object fallback = primitive.fallback();
    if (fallback == null) {
      read(code, primitive);
      return;
    }
    Label there = code.newLabel();
    Label end = code.newLabel();
    code.aload(ROW);
    column(code, primitive.slot());
    code.invokevirtual(
        Generated.desc(Row.class), "isNull", Generated.desc(boolean.class, int.class));
    code.ifeq(there);
    constant(code, primitive.type(), fallback);
    code.goto_(end).labelBinding(there);
    read(code, primitive);
    code.labelBinding(end);
  }

  private static void read(CodeBuilder code, Node.Primitive primitive) {
    Class<?> type = primitive.type();
    String ofRow = OF_ROW.get(type);
    code.aload(ROW);
    column(code, primitive.slot());
    if (ofRow != null) {
      code.invokevirtual(Generated.desc(Row.class), ofRow, Generated.desc(type, int.class));
    } else {
      Generated.call(code, Readers.class, type.getName() + "Value", type, Row.class, int.class);
    }
  }

  private static void column(CodeBuilder code, int slot) {
    code.aload(SOURCES).loadConstant(slot).iaload();
  }

  private void constant(CodeBuilder code, Class<?> type, @Nullable Object value) {
    switch (value) {
      case null -> code.aconst_null();
      case Object object when !type.isPrimitive() -> made.push(code, object, Object.class);
      case Long number -> code.loadConstant(number);
      case Double number -> code.loadConstant(number);
      case Float number -> code.loadConstant(number);
      case Boolean truth -> code.loadConstant(truth ? 1 : 0);
      case Character letter -> code.loadConstant((int) letter);
      case Number whole -> code.loadConstant(whole.intValue());
      case Object other -> throw new IllegalStateException(other.getClass().getName());
    }
  }
}
