// SPDX-License-Identifier: Apache-2.0
package dev.upq.codec;

import dev.upq.fault.PgUsageException;
import dev.upq.type.Codec;
import dev.upq.type.NamedCodec;
import dev.upq.type.PgComposite;
import dev.upq.type.PgType;
import dev.upq.type.PgTypeRegistry;
import dev.upq.type.TypeDescription;
import dev.upq.type.TypeDescription.Attribute;
import dev.upq.type.TypeDescription.Shape;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Makes types out of what the catalogue of one database says: enums, domains, composites, ranges,
 * multiranges, arrays of them, and the types of well-known extensions. Thread-safe: it has no
 * state.
 *
 * <p>A codec that was put down by name ({@link PgTypeRegistry.Builder#named}) comes before all
 * others. A type may hold itself, as a composite with an array of its own kind does. A base type
 * that nobody has a codec for is left out, and so is read and written as text; a type that holds
 * one is text too.
 */
public final class UserTypes {

  /** The types of extensions, by {@code typname}, since their oids are given at installation. */
  private static final Map<String, NamedCodec> EXTENSIONS =
      Map.of(
          "hstore", _ -> new HstoreCodec(),
          "citext", type -> new TextCodec(type.name()),
          "ltree", type -> new JsonCodec(type.name(), true),
          "lquery", type -> new JsonCodec(type.name(), true),
          "ltxtquery", type -> new JsonCodec(type.name(), true),
          "cube", _ -> new CubeCodec(),
          "vector", type -> new VectorCodec(type.name(), false),
          "halfvec", type -> new VectorCodec(type.name(), true),
          "sparsevec", _ -> new SparseVectorCodec());

  private UserTypes() {}

  /** The registry with these types in addition; a type that is there already is replaced. */
  public static PgTypeRegistry with(
      PgTypeRegistry types, Collection<TypeDescription> descriptions) {
    PgTypeRegistry.Builder builder = types.toBuilder();
    for (TypeDescription type : descriptions) {
      codec(types, type)
          .ifPresent(
              codec ->
                  builder.type(
                      PgType.scalar(type.oid(), type.name(), codec, type.arrayOid()),
                      type.schema(),
                      type.unshadowed()));
    }
    return builder.build();
  }

  /**
   * An enum of the database as one Java enum, with labels of the caller's choice.
   *
   * @param label the label of a constant; no two have the same
   */
  public static <E extends Enum<E>> Codec<E> enumeration(
      String typeName, Class<E> type, Function<? super E, String> label) {
    return new LabelCodec<>(typeName, type, label);
  }

  /**
   * The codec that a composite type has where nobody puts down another: for one that reads and
   * writes a class of its own with it.
   */
  public static Codec<PgComposite> composite(TypeDescription type) {
    if (!(type.shape() instanceof Shape.Composite(List<Attribute> attributes))) {
      throw new PgUsageException(type.qualifiedName() + " is not a composite type");
    }
    return new CompositeCodec(type.name(), attributes, BuiltinTypes.none());
  }

  private static Optional<Codec<?>> codec(PgTypeRegistry types, TypeDescription type) {
    Optional<Codec<?>> named = types.named(type);
    return named.isPresent() ? named : Optional.ofNullable(usual(type)).map(c -> c);
  }

  private static @Nullable Codec<?> usual(TypeDescription type) {
    PgTypeRegistry none = BuiltinTypes.none();
    return switch (type.shape()) {
      case Shape.Plain _ -> {
        NamedCodec extension = EXTENSIONS.get(type.name());
        yield extension == null ? null : extension.codec(type);
      }
      case Shape.Array _ -> null;
      case Shape.Domain(int baseOid) -> new DomainCodec(type.name(), baseOid, none);
      case Shape.Enumeration(List<String> labels) -> new EnumCodec(type.name(), labels);
      case Shape.Composite(List<Attribute> attributes) ->
          new CompositeCodec(type.name(), attributes, none);
      case Shape.RangeOf(int subtypeOid) -> new RangeCodec(type.name(), subtypeOid, none);
      case Shape.MultirangeOf(int rangeOid) -> new MultirangeCodec(type.name(), rangeOid, none);
    };
  }
}
