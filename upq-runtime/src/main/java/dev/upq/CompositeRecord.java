// SPDX-License-Identifier: Apache-2.0
package dev.upq;

import dev.upq.bytes.ByteReader;
import dev.upq.bytes.ByteWriter;
import dev.upq.codec.BuiltinTypes;
import dev.upq.codec.UserTypes;
import dev.upq.fault.PgUsageException;
import dev.upq.fault.PgValueException;
import dev.upq.type.Codec;
import dev.upq.type.PgComposite;
import dev.upq.type.PgTypeRegistry;
import dev.upq.type.TypeDescription;
import dev.upq.type.TypeDescription.Attribute;
import dev.upq.type.TypeDescription.Shape;
import java.lang.invoke.MethodType;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A composite type as a record. Immutable and thread-safe. Read as the record and as whatever the
 * composite is read as without it; written from all of these.
 */
final class CompositeRecord<R extends Record> implements Codec<R> {

  private static final Pattern HUMP = Pattern.compile("(?<=[a-z0-9])(?=[A-Z])");

  private final Class<R> type;
  private final Codec<PgComposite> fields;
  private final List<Attribute> attributes;
  private final PgTypeRegistry types;
  private final Constructor<R> maker;
  // For each attribute that travels the component that it goes with.
  private final List<RecordComponent> components;
  // Why the record is refused where the type has changed; else empty.
  private final String problem;

  private CompositeRecord(
      Class<R> type,
      Codec<PgComposite> fields,
      List<Attribute> attributes,
      PgTypeRegistry types,
      Constructor<R> maker,
      List<RecordComponent> components,
      String problem) {
    this.type = type;
    this.fields = fields;
    this.attributes = attributes;
    this.types = types;
    this.maker = maker;
    this.components = components;
    this.problem = problem;
  }

  /**
   * The codec of that type as that record. Where they do not fit, the record is refused when it is
   * asked for, and the rest goes on.
   *
   * @throws PgUsageException where the record is closed to this module, or the type no composite
   */
  static <R extends Record> CompositeRecord<R> of(Class<R> type, TypeDescription told) {
    Codec<PgComposite> fields = UserTypes.composite(told);
    List<Attribute> attributes =
        told.shape() instanceof Shape.Composite(List<Attribute> all)
            ? all.stream().filter(attribute -> !attribute.dropped()).toList()
            : List.of();
    RecordComponent[] all = type.getRecordComponents();
    List<RecordComponent> components = new ArrayList<>();
    for (Attribute attribute : attributes) {
      Arrays.stream(all)
          .filter(each -> isNamed(each, attribute.name()))
          .findFirst()
          .ifPresent(components::add);
    }
    boolean fits = components.size() == attributes.size() && components.size() == all.length;
    String problem =
        type.getName()
            + " does not fit the type "
            + told.qualifiedName()
            + ", whose fields are "
            + attributes.stream().map(Attribute::name).toList();
    return new CompositeRecord<>(
        type,
        fields,
        attributes,
        BuiltinTypes.registry(),
        maker(type, all),
        components,
        fits ? "" : problem);
  }

  private static <R> Constructor<R> maker(Class<R> type, RecordComponent[] components) {
    Class<?>[] classes =
        Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
    try {
      Constructor<R> constructor = type.getDeclaredConstructor(classes);
      boolean open = constructor.trySetAccessible();
      for (RecordComponent component : components) {
        open &= component.getAccessor().trySetAccessible();
      }
      if (!open) {
        throw new PgUsageException(
            type.getName()
                + " cannot be made from here: its module does not open it. Add to module-info.java:"
                + " opens "
                + type.getPackageName()
                + " to dev.upq;");
      }
      return constructor;
    } catch (NoSuchMethodException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  private static boolean isNamed(RecordComponent component, String field) {
    String name = component.getName();
    return name.equals(field)
        || HUMP.matcher(name).replaceAll("_").toLowerCase(Locale.ROOT).equals(field);
  }

  @Override
  public Codec<R> boundTo(PgTypeRegistry known) {
    return new CompositeRecord<>(
        type, fields.boundTo(known), attributes, known, maker, components, problem);
  }

  @Override
  public String typeName() {
    return fields.typeName();
  }

  @Override
  public Class<R> javaType() {
    return type;
  }

  @Override
  public boolean binary() {
    return fields.binary();
  }

  @Override
  public List<Integer> parts() {
    return fields.parts();
  }

  @Override
  public R decode(ByteReader value) {
    return made((PgComposite) fields.decodeObject(value));
  }

  @Override
  public R decodeText(String text) {
    return made((PgComposite) fields.decodeTextObject(text));
  }

  @Override
  public Object decodeObject(ByteReader value) {
    return problem.isEmpty() ? decode(value) : fields.decodeObject(value);
  }

  @Override
  public Object decodeTextObject(String text) {
    return problem.isEmpty() ? decodeText(text) : fields.decodeTextObject(text);
  }

  @Override
  public <U> U decodeAs(ByteReader value, Class<U> target) {
    return target == type
        ? target.cast(decode(value))
        : target == Object.class
            ? target.cast(decodeObject(value))
            : fields.decodeAs(value, target);
  }

  @Override
  public <U> U decodeTextAs(String text, Class<U> target) {
    return target == type
        ? target.cast(decodeText(text))
        : target == Object.class
            ? target.cast(decodeTextObject(text))
            : fields.decodeTextAs(text, target);
  }

  @Override
  public <U> U convert(Object natural, Class<U> target) {
    if (target.isInstance(natural)) {
      return target.cast(natural);
    }
    if (target == type && natural instanceof PgComposite composite) {
      return target.cast(made(composite));
    }
    return fields.convert(type.isInstance(natural) ? taken(type.cast(natural)) : natural, target);
  }

  private R made(PgComposite composite) {
    if (!problem.isEmpty()) {
      throw PgValueException.decode(problem);
    }
    RecordComponent[] all = type.getRecordComponents();
    @Nullable Object[] values = new @Nullable Object[all.length];
    for (int i = 0; i < all.length; i++) {
      int field = field(all[i]);
      values[i] = value(all[i], attributes.get(field), composite.get(field));
    }
    try {
      return maker.newInstance(values);
    } catch (InvocationTargetException refused) {
      throw PgValueException.decode(
          type.getName() + " refuses the values of a " + typeName(), refused.getCause());
    } catch (ReflectiveOperationException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  private int field(RecordComponent component) {
    for (int i = 0; i < components.size(); i++) {
      if (components.get(i).getName().equals(component.getName())) {
        return i;
      }
    }
    throw new IllegalStateException(component.getName());
  }

  private @Nullable Object value(
      RecordComponent component, Attribute attribute, @Nullable Object natural) {
    if (component.getType() == Optional.class) {
      return Optional.ofNullable(natural);
    }
    if (natural != null) {
      return types
          .type(attribute.oid())
          .codec()
          .convert(natural, MethodType.methodType(component.getType()).wrap().returnType());
    }
    if (component.getType().isPrimitive()) {
      throw PgValueException.decode(
          "the field "
              + attribute.name()
              + " of a "
              + typeName()
              + " is NULL where "
              + type.getName()
              + " has a "
              + component.getType());
    }
    return null;
  }

  @SuppressWarnings("NullAway") // what a record is made of loses its @Nullable in a class file
  private PgComposite taken(R value) {
    if (!problem.isEmpty()) {
      throw PgValueException.encode(problem);
    }
    List<@Nullable Object> values = new ArrayList<>();
    for (RecordComponent component : components) {
      try {
        Object field = component.getAccessor().invoke(value);
        values.add(field instanceof Optional<?> perhaps ? perhaps.orElse(null) : field);
      } catch (ReflectiveOperationException failed) {
        throw PgValueException.encode(type.getName() + " does not give its " + component.getName());
      }
    }
    return new PgComposite(attributes.stream().map(Attribute::name).toList(), values);
  }

  @Override
  public void encode(R value, ByteWriter out) {
    fields.encodeObject(taken(value), out);
  }

  @Override
  public void encodeObject(Object value, ByteWriter out) {
    fields.encodeObject(type.isInstance(value) ? taken(type.cast(value)) : value, out);
  }
}
