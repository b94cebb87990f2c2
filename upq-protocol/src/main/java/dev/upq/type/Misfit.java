// SPDX-License-Identifier: Apache-2.0
package dev.upq.type;

import dev.upq.fault.PgValueException;
import java.lang.invoke.MethodType;

/**
 * The failures of a codec, all worded in one place: they name the PostgreSQL type, the Java type
 * and the way out, and never the value, which may be a secret. Immutable: it has no state.
 */
public final class Misfit {

  private Misfit() {}

  /** The type is never read as that class. */
  public static PgValueException read(Codec<?> codec, Class<?> target) {
    return read(codec, target.getName());
  }

  /** The type is never read as that class, or this one value of it is not. */
  public static PgValueException read(Codec<?> codec, Object natural, Class<?> target) {
    if (codec.javaType().isInstance(natural)) {
      return read(codec, target);
    }
    return PgValueException.decode(
        "this value of "
            + codec.typeName()
            + " cannot be read as "
            + target.getName()
            + "; read it as Object or as "
            + natural.getClass().getName());
  }

  /** The type is never read as that. */
  public static PgValueException read(Codec<?> codec, String target) {
    return PgValueException.decode(
        codec.typeName()
            + " cannot be read as "
            + target
            + "; read it as "
            + codec.javaType().getName());
  }

  /** The type is read as that, but this value is too large or not exact in it. */
  public static PgValueException range(Codec<?> codec, String target) {
    return PgValueException.decode(
        "this value of "
            + codec.typeName()
            + " does not fit "
            + target
            + " exactly; read it as "
            + codec.javaType().getName());
  }

  /** The text is not the text form of the type. */
  public static PgValueException text(Codec<?> codec) {
    return PgValueException.decode(
        "a text that is not the form of "
            + codec.typeName()
            + " under the server's default settings");
  }

  /** The value breaks a rule of the type, though its length is right. */
  public static PgValueException value(Codec<?> codec, String what) {
    return PgValueException.decode("a value of " + codec.typeName() + " with " + what);
  }

  /** Objects of that class are not taken as values of the type. */
  public static PgValueException write(Codec<?> codec, Object value, String fix) {
    return PgValueException.encode(
        value.getClass().getName() + " cannot be written as " + codec.typeName() + "; " + fix);
  }

  /** The class is right, but the type cannot hold this object. */
  public static PgValueException outside(Codec<?> codec, Object value, String range) {
    return PgValueException.encode(
        "this " + value.getClass().getName() + " does not fit " + codec.typeName() + ": " + range);
  }

  /** The class itself, or the box of a primitive class. */
  @SuppressWarnings("unchecked")
  static <U> Class<U> boxed(Class<U> target) {
    return target.isPrimitive()
        ? (Class<U>) MethodType.methodType(target).wrap().returnType()
        : target;
  }
}
