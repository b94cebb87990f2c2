// SPDX-License-Identifier: Apache-2.0
package dev.upq.type;

import dev.upq.fault.PgUsageException;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * Which codec serves which type. Immutable and thread-safe; a change makes another registry through
 * {@link #toBuilder}.
 *
 * <p>Array types are not listed one by one: each type that names its array gets it with {@link
 * CodecFactory#array}, so that a codec put in the place of another serves the arrays too.
 */
public final class PgTypeRegistry {

  private final CodecFactory factory;
  private final Map<Integer, PgType> scalars;
  private final Map<Class<?>, Integer> parameters;
  private final Map<String, PgType> byName = new HashMap<>();
  private final int[] oids;
  private final @Nullable PgType[] types;
  private final int mask;

  private PgTypeRegistry(Builder builder) {
    factory = builder.factory;
    scalars = Map.copyOf(builder.scalars);
    parameters = Map.copyOf(builder.parameters);
    int slots = Integer.highestOneBit(Math.max(8, scalars.size() * 2)) << 2;
    mask = slots - 1;
    oids = new int[slots];
    types = new PgType[slots];
    for (PgType type : scalars.values()) {
      add(type);
      byName.put(type.name(), type);
      if (type.arrayOid() != 0) {
        PgType array =
            new PgType(type.arrayOid(), "_" + type.name(), factory.array(type), type.oid(), 0);
        add(array);
        byName.put(array.name(), array);
        byName.put(type.name() + "[]", array);
      }
    }
  }

  /** A registry without a type. */
  public static Builder builder(CodecFactory factory) {
    return new Builder(factory);
  }

  /** A builder that starts from what is here. */
  public Builder toBuilder() {
    Builder builder = new Builder(factory);
    builder.scalars.putAll(scalars);
    builder.parameters.putAll(parameters);
    return builder;
  }

  /**
   * The type of that oid. One that is not known has the name {@code oid N}, is not {@link
   * PgType#binary()}, and is read and written as text.
   */
  public PgType type(int oid) {
    for (int slot = slot(oid); ; slot = slot + 1 & mask) {
      PgType type = types[slot];
      if (type == null) {
        return new PgType(oid, "oid " + Integer.toUnsignedString(oid), factory.unknown(oid), 0, 0);
      }
      if (oids[slot] == oid) {
        return type;
      }
    }
  }

  /** True where {@link #type} has a codec for that oid. */
  public boolean knows(int oid) {
    for (int slot = slot(oid); types[slot] != null; slot = slot + 1 & mask) {
      if (oids[slot] == oid) {
        return true;
      }
    }
    return false;
  }

  /** The type of that {@code typname}; an array is found as {@code _int4} and as {@code int4[]}. */
  public Optional<PgType> byName(String name) {
    return Optional.ofNullable(byName.get(name));
  }

  /**
   * The type that a parameter of that class is declared as, for its oid goes to the server in
   * Parse. The class itself is looked for, then its superclasses, then their interfaces. A Java
   * array is the array of what its elements are, at any depth. Where nothing is found (an enum, a
   * collection) the server has to infer the type.
   */
  public OptionalInt oidFor(Class<?> javaType) {
    Class<?> element = javaType;
    Integer oid = parameters.get(element);
    boolean array = oid == null && element.isArray();
    while (oid == null && element.isArray()) {
      element = element.getComponentType();
      oid = parameters.get(element);
    }
    if (oid == null) {
      oid = inherited(element);
    }
    if (oid == null) {
      return OptionalInt.empty();
    }
    if (!array) {
      return OptionalInt.of(oid);
    }
    int arrayOid = type(oid).arrayOid();
    return arrayOid == 0 ? OptionalInt.empty() : OptionalInt.of(arrayOid);
  }

  private @Nullable Integer inherited(Class<?> javaType) {
    for (Class<?> c = Misfit.boxed(javaType); c != null; c = c.getSuperclass()) {
      Integer oid = parameters.get(c);
      if (oid != null) {
        return oid;
      }
      for (Class<?> face : c.getInterfaces()) {
        oid = parameters.get(face);
        if (oid != null) {
          return oid;
        }
      }
    }
    return null;
  }

  private void add(PgType type) {
    int slot = slot(type.oid());
    while (types[slot] != null) {
      if (oids[slot] == type.oid()) {
        throw new PgUsageException("two types with the " + type.name() + " oid " + type.oid());
      }
      slot = slot + 1 & mask;
    }
    oids[slot] = type.oid();
    types[slot] = type;
  }

  private int slot(int oid) {
    int mixed = oid * 0x9e3779b9;
    return (mixed ^ mixed >>> 16) & mask;
  }

  /** Collects types and rules. One thread at a time. */
  public static final class Builder {

    private final CodecFactory factory;
    private final Map<Integer, PgType> scalars = new LinkedHashMap<>();
    private final Map<Class<?>, Integer> parameters = new HashMap<>();

    private Builder(CodecFactory factory) {
      this.factory = factory;
    }

    /**
     * Adds a type that is no array, or replaces the one of the same oid. Its array, if it names
     * one, comes with it.
     */
    public Builder type(PgType type) {
      if (type.isArray()) {
        throw new PgUsageException(
            type.name() + " is an array: add the type of its elements, the array follows");
      }
      scalars.put(type.oid(), type);
      return this;
    }

    /** Puts another codec in the place of that of a type that is here, and of its array with it. */
    public Builder codec(int oid, Codec<?> codec) {
      PgType type = scalars.get(oid);
      if (type == null) {
        throw new PgUsageException(
            "no type with the oid "
                + Integer.toUnsignedString(oid)
                + " is here: add it with type()");
      }
      return type(type.with(codec));
    }

    /** As {@link #codec(int, Codec)}, by {@code typname}. */
    public Builder codec(String name, Codec<?> codec) {
      for (PgType type : scalars.values()) {
        if (type.name().equals(name)) {
          return type(type.with(codec));
        }
      }
      throw new PgUsageException(
          "no type with the name " + name + " is here: add it with type(), which takes its oid");
    }

    /**
     * Declares parameters of that class, and of its subclasses without a rule of their own, as that
     * type.
     */
    public Builder parameter(Class<?> javaType, int oid) {
      parameters.put(javaType, oid);
      return this;
    }

    public PgTypeRegistry build() {
      return new PgTypeRegistry(this);
    }
  }
}
