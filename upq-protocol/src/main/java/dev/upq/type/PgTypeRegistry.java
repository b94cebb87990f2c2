// SPDX-License-Identifier: Apache-2.0
package dev.upq.type;

import dev.upq.fault.PgUsageException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.ServiceLoader;
import java.util.Set;
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
  private final Map<Class<?>, String> parameterNames;
  private final Map<Integer, String> schemas;
  private final Set<Integer> shadowed;
  private final Map<Integer, List<Codec<?>>> classes;
  private final Map<String, NamedCodec> named;
  private final Map<String, PgType> byName = new HashMap<>();
  private final int[] oids;
  private final @Nullable PgType[] types;
  private final int mask;

  private PgTypeRegistry(Builder builder) {
    factory = builder.factory;
    scalars = Map.copyOf(builder.scalars);
    parameters = Map.copyOf(builder.parameters);
    parameterNames = Map.copyOf(builder.parameterNames);
    schemas = Map.copyOf(builder.schemas);
    shadowed = Set.copyOf(builder.shadowed);
    classes = Map.copyOf(builder.classes);
    named = Map.copyOf(builder.named);
    int slots = Integer.highestOneBit(Math.max(8, scalars.size() * 2)) << 2;
    mask = slots - 1;
    oids = new int[slots];
    types = new PgType[slots];
    Set<String> doubles = new HashSet<>();
    for (PgType type : builder.scalars.values()) {
      PgType bound = type.with(bound(type));
      add(bound);
      name(bound, type.name(), type, doubles);
      if (type.arrayOid() != 0) {
        PgType array =
            new PgType(type.arrayOid(), "_" + type.name(), factory.array(bound), type.oid(), 0);
        add(array);
        name(array, array.name(), type, doubles);
        name(array, type.name() + "[]", type, doubles);
      }
    }
  }

  private Codec<?> bound(PgType type) {
    Codec<?> usual = type.codec().boundTo(this);
    List<Codec<?>> own = classes.getOrDefault(type.oid(), List.of());
    return own.isEmpty() ? usual : factory.withClasses(usual, own);
  }

  /**
   * A name of a schema's own gives way to a built-in one, to that which the search_path leads to,
   * and to none where two schemas have it and it leads to neither.
   */
  private void name(PgType type, String name, PgType owner, Set<String> doubles) {
    String schema = schemas.get(owner.oid());
    if (schema == null) {
      byName.put(name, type);
      return;
    }
    byName.put(schema + "." + name, type);
    if (shadowed.contains(owner.oid())) {
      return;
    }
    PgType other = doubles.contains(name) ? type : byName.putIfAbsent(name, type);
    if (other != null && schemas.containsKey(other.isArray() ? other.elementOid() : other.oid())) {
      byName.remove(name);
      doubles.add(name);
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
    builder.parameterNames.putAll(parameterNames);
    builder.schemas.putAll(schemas);
    builder.shadowed.addAll(shadowed);
    builder.classes.putAll(classes);
    builder.named.putAll(named);
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

  /**
   * The codec that was put down for a type of that name, with its schema or without. One without is
   * for the type that the search_path leads to; where it leads to none, for that of any schema.
   *
   * @see Builder#named
   */
  public Optional<Codec<?>> named(TypeDescription type) {
    NamedCodec maker = named.get(type.qualifiedName());
    if (maker == null && type.unshadowed()) {
      maker = named.get(type.name());
    }
    return Optional.ofNullable(maker).map(found -> found.codec(type));
  }

  /**
   * The type of that {@code typname}; an array is found as {@code _int4} and as {@code int4[]}. A
   * type of the database's own is found with its schema in front, {@code public.mood}, and without
   * where no other schema has the name.
   */
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
    Integer oid = declared(element);
    boolean array = oid == null && element.isArray();
    while (oid == null && element.isArray()) {
      element = element.getComponentType();
      oid = declared(element);
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

  private @Nullable Integer declared(Class<?> javaType) {
    Integer oid = parameters.get(javaType);
    if (oid == null && !parameterNames.isEmpty()) {
      String name = parameterNames.get(javaType);
      PgType type = name == null ? null : byName.get(name);
      return type == null ? null : (Integer) type.oid();
    }
    return oid;
  }

  private @Nullable Integer inherited(Class<?> javaType) {
    for (Class<?> c = Misfit.boxed(javaType); c != null; c = c.getSuperclass()) {
      Integer oid = declared(c);
      if (oid != null) {
        return oid;
      }
      for (Class<?> face : c.getInterfaces()) {
        oid = declared(face);
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
    private final Map<Class<?>, String> parameterNames = new HashMap<>();
    private final Map<Integer, String> schemas = new HashMap<>();
    private final Set<Integer> shadowed = new HashSet<>();
    private final Map<Integer, List<Codec<?>>> classes = new HashMap<>();
    private final Map<String, NamedCodec> named = new HashMap<>();

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

    /** As {@link #type(PgType)}: a type of the database's own, whose name is that of a schema. */
    public Builder type(PgType type, String schema) {
      schemas.put(type.oid(), schema);
      return type(type);
    }

    /** As {@link #type(PgType, String)}, of a type whose name alone means it, or does not. */
    public Builder type(PgType type, String schema, boolean unshadowed) {
      if (!unshadowed) {
        shadowed.add(type.oid());
      }
      return type(type, schema);
    }

    /**
     * Puts down the codec of a type that is known by name only, of an extension for example. It is
     * used when the catalogue has told the oid of a type of that name, in the place of any other.
     *
     * @param name {@code typname}, with a schema and a point in front where it is that one only
     */
    public Builder named(String name, NamedCodec codec) {
      named.put(name, codec);
      return this;
    }

    /**
     * Reads and writes one Java class with a codec of its own, where it stands for a value of that
     * type; other classes go on with the codec that the type has. Parameters of the class are
     * declared as the type.
     *
     * @param codec of the binary form of the type, as the class of {@link Codec#javaType}
     */
    public Builder javaType(int oid, Codec<?> codec) {
      List<Codec<?>> all = new ArrayList<>(classes.getOrDefault(oid, List.of()));
      all.add(0, codec);
      classes.put(oid, List.copyOf(all));
      return parameter(codec.javaType(), oid);
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

    /** As {@link #parameter(Class, int)}, for a type that may become known by that name later. */
    public Builder parameter(Class<?> javaType, String typeName) {
      parameterNames.put(javaType, typeName);
      return this;
    }

    /** Adds what the libraries have that {@link java.util.ServiceLoader} finds. */
    public Builder providers() {
      ServiceLoader.load(CodecProvider.class).forEach(provider -> provider.register(this));
      return this;
    }

    public PgTypeRegistry build() {
      return new PgTypeRegistry(this);
    }
  }
}
