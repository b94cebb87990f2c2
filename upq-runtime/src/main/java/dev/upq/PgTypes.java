// SPDX-License-Identifier: Apache-2.0
package dev.upq;

import dev.upq.codec.BuiltinTypes;
import dev.upq.codec.UserTypes;
import dev.upq.type.Codec;
import dev.upq.type.CodecProvider;
import dev.upq.type.NamedCodec;
import dev.upq.type.PgTypeRegistry;
import dev.upq.type.TypeDescription;
import dev.upq.type.TypeDescription.Shape;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;

/**
 * Types of your own, given once to a pool. Immutable; each method returns another value.
 *
 * <p>Types of the database are known by name, since their oids differ: {@code billing.money} is the
 * type of that schema, {@code money} the one that the session's {@code search_path} leads to, and
 * where it leads to none, that of any schema. The catalogue is asked when a value of the type is
 * met first. Enums and composites that are not given here work as well, as String and any Java
 * enum, and as {@link dev.upq.type.PgComposite}.
 */
public final class PgTypes {

  private static final PgTypes BUILT_IN = new PgTypes(BuiltinTypes.registry());

  private final PgTypeRegistry types;

  private PgTypes(PgTypeRegistry types) {
    this.types = types;
  }

  /** The built-in types alone. */
  public static PgTypes builtIn() {
    return BUILT_IN;
  }

  /**
   * An enum of the database as a Java enum, in both directions: a label is the constant of its
   * name, or the one that is the label in capitals with an underscore for whatever a name cannot
   * have. A label without a constant is read as String, or refused where the enum is asked for.
   */
  public <E extends Enum<E>> PgTypes enumeration(Class<E> type, String name) {
    return named(
        name,
        type,
        told -> UserTypes.enumeration(told.name(), type, constant -> label(told, constant)));
  }

  /**
   * As {@link #enumeration(Class, String)}, with labels of your choice, of which no two are equal.
   */
  public <E extends Enum<E>> PgTypes enumeration(
      Class<E> type, String name, Function<? super E, String> label) {
    return named(name, type, told -> UserTypes.enumeration(told.name(), type, label));
  }

  /**
   * A composite type as a record, in both directions, field by field under their names or in
   * snake_case. All have to be there on both sides.
   */
  public <R extends Record> PgTypes composite(Class<R> type, String name) {
    return named(name, type, told -> CompositeRecord.of(type, told));
  }

  /** A codec for a type of that name, which an extension brings for example. */
  public PgTypes codec(String name, Codec<?> codec) {
    return named(name, codec.javaType(), told -> codec);
  }

  /** A codec for a built-in type, in the place of the one that it has. */
  public PgTypes codec(int oid, Codec<?> codec) {
    return new PgTypes(types.toBuilder().codec(oid, codec).build());
  }

  /** A codec for one Java class where it stands for values of a built-in type. */
  public PgTypes javaType(int oid, Codec<?> codec) {
    return new PgTypes(types.toBuilder().javaType(oid, codec).build());
  }

  /** What libraries bring that {@link java.util.ServiceLoader} finds, see {@link CodecProvider}. */
  public PgTypes providers() {
    return new PgTypes(types.toBuilder().providers().build());
  }

  /** What connections are made with. */
  public PgTypeRegistry registry() {
    return types;
  }

  private PgTypes named(String name, Class<?> type, NamedCodec codec) {
    return new PgTypes(types.toBuilder().named(name, codec).parameter(type, name).build());
  }

  private static String label(TypeDescription told, Enum<?> constant) {
    if (told.shape() instanceof Shape.Enumeration(List<String> labels)
        && !labels.contains(constant.name())) {
      for (String label : labels) {
        if (constantName(label).equals(constant.name())) {
          return label;
        }
      }
    }
    return constant.name();
  }

  private static String constantName(String label) {
    StringBuilder name = new StringBuilder(label.toUpperCase(Locale.ROOT));
    for (int i = 0; i < name.length(); i++) {
      if (!Character.isJavaIdentifierPart(name.charAt(i))) {
        name.setCharAt(i, '_');
      }
    }
    return name.toString();
  }
}
