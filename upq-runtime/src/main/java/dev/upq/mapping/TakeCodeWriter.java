// SPDX-License-Identifier: Apache-2.0
package dev.upq.mapping;

import dev.upq.row.RowEncoder;
import java.lang.classfile.ClassFile;
import java.lang.classfile.CodeBuilder;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodType;

/**
 * Writes the code that takes the records of one class apart: its accessors, one after the other.
 * Primitives go to a row without a box. One thread at a time.
 */
final class TakeCodeWriter {

  private static final int RECORD = 1;
  private static final int OUT = 2;

  private final Generated made;
  private final RecordShape shape;

  private TakeCodeWriter(Generated made, RecordShape shape) {
    this.made = made;
    this.shape = shape;
  }

  static TakeCode code(RecordShape shape) {
    Generated made = new Generated();
    TakeCodeWriter writer = new TakeCodeWriter(made, shape);
    return made.instance(
        TakeCode.class,
        (out, self) -> {
          out.withMethodBody(
              "write",
              Generated.desc(void.class, Object.class, RowEncoder.class),
              ClassFile.ACC_FINAL,
              writer::write);
          out.withMethodBody(
              "values",
              Generated.desc(Object[].class, Object.class),
              ClassFile.ACC_FINAL,
              writer::values);
        });
  }

  private void write(CodeBuilder code) {
    for (int i = 0; i < shape.components().size(); i++) {
      if (!shape.components().get(i).ignored()) {
        code.aload(OUT);
        write(code, access(code, i));
      }
    }
    code.return_();
  }

  private static void write(CodeBuilder code, Class<?> type) {
    if (type == double.class) {
      encode(code, "doubleValue", double.class);
    } else if (type == boolean.class) {
      encode(code, "booleanValue", boolean.class);
    } else if (type == long.class) {
      encode(code, "longValue", long.class);
    } else if (type == int.class || type == short.class || type == byte.class) {
      code.i2l();
      encode(code, "longValue", long.class);
    } else {
      box(code, type);
      Generated.call(code, Written.class, "write", void.class, RowEncoder.class, Object.class);
    }
  }

  private static void encode(CodeBuilder code, String name, Class<?> type) {
    code.invokevirtual(Generated.desc(RowEncoder.class), name, Generated.desc(void.class, type));
  }

  private void values(CodeBuilder code) {
    int size = (int) shape.components().stream().filter(each -> !each.ignored()).count();
    code.loadConstant(size).anewarray(Generated.desc(Object.class));
    int next = 0;
    for (int i = 0; i < shape.components().size(); i++) {
      if (!shape.components().get(i).ignored()) {
        code.dup().loadConstant(next++);
        box(code, access(code, i));
        Generated.call(code, Written.class, "value", Object.class, Object.class);
        code.aastore();
      }
    }
    code.areturn();
  }

  /** Pushes a component; returns how it stands there. */
  private Class<?> access(CodeBuilder code, int index) {
    MethodHandle accessor = shape.accessors().get(index);
    made.push(code, accessor, MethodHandle.class);
    code.aload(RECORD)
        .invokevirtual(
            Generated.desc(MethodHandle.class),
            "invokeExact",
            accessor.type().describeConstable().orElseThrow());
    return accessor.type().returnType();
  }

  private static void box(CodeBuilder code, Class<?> type) {
    if (type.isPrimitive()) {
      Class<?> boxed = MethodType.methodType(type).wrap().returnType();
      Generated.call(code, boxed, "valueOf", boxed, type);
    }
  }
}
