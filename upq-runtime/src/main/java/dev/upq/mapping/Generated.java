// SPDX-License-Identifier: Apache-2.0
package dev.upq.mapping;

import java.lang.classfile.ClassBuilder;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassHierarchyResolver;
import java.lang.classfile.CodeBuilder;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.DynamicConstantDesc;
import java.lang.constant.MethodTypeDesc;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.BiConsumer;

/**
 * A hidden class while it is being written. One thread at a time.
 *
 * <p>A method handle, or any object that is called, is only as fast as plain code where the
 * compiler sees it as a constant; so all that the code needs is given to the class as constants of
 * its own. A hidden class is gone when nobody has its instance any more, and with it what it holds.
 */
final class Generated {

  /** How many were made, for tests. */
  static final LongAdder COUNT = new LongAdder();

  private static final MethodHandles.Lookup LOOKUP = MethodHandles.lookup();

  private final List<Object> constants = new ArrayList<>();

  /** Pushes an object as a constant of the class. */
  void push(CodeBuilder code, Object constant, Class<?> type) {
    constants.add(constant);
    code.loadConstant(
        DynamicConstantDesc.ofNamed(
            ConstantDescs.BSM_CLASS_DATA_AT,
            ConstantDescs.DEFAULT_NAME,
            desc(type),
            constants.size() - 1));
  }

  static ClassDesc desc(Class<?> type) {
    return type.describeConstable().orElseThrow();
  }

  static MethodTypeDesc desc(Class<?> returned, Class<?>... parameters) {
    return MethodType.methodType(returned, parameters).describeConstable().orElseThrow();
  }

  /** Calls a static method of a class of this package. */
  static void call(
      CodeBuilder code, Class<?> owner, String name, Class<?> returned, Class<?>... parameters) {
    code.invokestatic(desc(owner), name, desc(returned, parameters));
  }

  /**
   * An instance of the class.
   *
   * @param superclass has a constructor without parameters
   * @param content writes its methods, given its own name
   */
  <T> T instance(Class<T> superclass, BiConsumer<ClassBuilder, ClassDesc> content) {
    ClassDesc name = ClassDesc.of(superclass.getName() + "Made");
    ClassLoader loader = Generated.class.getClassLoader();
    ClassHierarchyResolver classes =
        loader == null
            ? ClassHierarchyResolver.defaultResolver()
            : ClassHierarchyResolver.ofClassLoading(loader);
    byte[] bytes =
        ClassFile.of(ClassFile.ClassHierarchyResolverOption.of(classes))
            .build(
                name,
                builder -> {
                  builder.withFlags(ClassFile.ACC_FINAL | ClassFile.ACC_SUPER);
                  builder.withSuperclass(desc(superclass));
                  builder.withMethodBody(
                      ConstantDescs.INIT_NAME,
                      ConstantDescs.MTD_void,
                      0,
                      code ->
                          code.aload(0)
                              .invokespecial(
                                  desc(superclass), ConstantDescs.INIT_NAME, ConstantDescs.MTD_void)
                              .return_());
                  content.accept(builder, name);
                });
    try {
      MethodHandles.Lookup hidden =
          LOOKUP.defineHiddenClassWithClassData(bytes, List.copyOf(constants), true);
      COUNT.increment();
      return superclass.cast(
          hidden.findConstructor(hidden.lookupClass(), MethodType.methodType(void.class)).invoke());
    } catch (Throwable impossible) {
      throw new IllegalStateException("no code could be made", impossible);
    }
  }
}
