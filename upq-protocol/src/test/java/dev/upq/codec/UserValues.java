// SPDX-License-Identifier: Apache-2.0
package dev.upq.codec;

import dev.upq.type.Codec;
import dev.upq.type.Cube;
import dev.upq.type.Multirange;
import dev.upq.type.PgComposite;
import dev.upq.type.PgTypeRegistry;
import dev.upq.type.Range;
import dev.upq.type.Range.Bound;
import dev.upq.type.SparseVector;
import dev.upq.type.TypeDescription;
import dev.upq.type.TypeDescription.Attribute;
import dev.upq.type.TypeDescription.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.Supplier;

/** Types that a database could have of its own, and values of them. One thread at a time. */
final class UserValues {

  private static final Map<String, Shape> SHAPES =
      new TreeMap<>(
          Map.ofEntries(
              Map.entry("mood", new Shape.Enumeration(List.of("sad", "OK", "very happy"))),
              Map.entry("pair", composite("a", 23, "gone", 0, "b c", 25)),
              Map.entry("node", composite("name", 25, "children", arrayOid("node"))),
              Map.entry(
                  "holder",
                  composite(
                      "flag",
                      16,
                      "bytes",
                      17,
                      "at",
                      1184,
                      "span",
                      1186,
                      "numbers",
                      1007,
                      "number",
                      1700,
                      "json",
                      3802,
                      "boxes",
                      1020,
                      "pairs",
                      arrayOid("pair"))),
              Map.entry("empty", composite()),
              Map.entry("positive", new Shape.Domain(23)),
              Map.entry("numbers", new Shape.Domain(1007)),
              Map.entry("nodes", new Shape.Domain(arrayOid("node"))),
              Map.entry("textrange", new Shape.RangeOf(25)),
              Map.entry("textmultirange", new Shape.MultirangeOf(oid("textrange"))),
              Map.entry("hstore", new Shape.Plain()),
              Map.entry("ltree", new Shape.Plain()),
              Map.entry("lquery", new Shape.Plain()),
              Map.entry("ltxtquery", new Shape.Plain()),
              Map.entry("citext", new Shape.Plain()),
              Map.entry("cube", new Shape.Plain()),
              Map.entry("vector", new Shape.Plain()),
              Map.entry("halfvec", new Shape.Plain()),
              Map.entry("sparsevec", new Shape.Plain())));

  /** The built-in types and these. */
  static final PgTypeRegistry REGISTRY = UserTypes.with(BuiltinTypes.registry(), descriptions());

  private final SplittableRandom random;
  private final RandomValues others;

  private UserValues(long seed, RandomValues others) {
    this.random = new SplittableRandom(seed);
    this.others = others;
  }

  /** Values of the built-in types and of these. */
  static RandomValues all(long seed) {
    RandomValues values = new RandomValues(seed);
    new UserValues(seed, values).addTo(values.makers());
    return values;
  }

  static List<TypeDescription> descriptions() {
    return SHAPES.entrySet().stream()
        .map(
            type ->
                TypeDescription.of(
                    oid(type.getKey()),
                    "own",
                    type.getKey(),
                    arrayOid(type.getKey()),
                    type.getValue()))
        .toList();
  }

  /** True for a codec that takes the text form of each value as a parameter. */
  static boolean writtenFromText(Codec<?> codec) {
    Codec<?> target = codec instanceof LazyCodec lazy ? lazy.target() : codec;
    return target instanceof Printed || target instanceof Linked;
  }

  static int oid(String name) {
    return 100_000 + Math.floorMod(name.hashCode(), 1_000_000) * 2;
  }

  private static int arrayOid(String name) {
    return oid(name) + 1;
  }

  /** Names and oids by turns; 0 is a column that was dropped. */
  private static Shape composite(Object... columns) {
    List<Attribute> attributes = new ArrayList<>();
    for (int i = 0; i < columns.length; i += 2) {
      int oid = (Integer) columns[i + 1];
      attributes.add(new Attribute((String) columns[i], oid, oid == 0));
    }
    return new Shape.Composite(attributes);
  }

  private void addTo(Map<String, Supplier<Object>> makers) {
    makers.put("mood", () -> List.of("sad", "OK", "very happy", "new").get(random.nextInt(4)));
    makers.put("pair", this::pair);
    makers.put("node", () -> node(3));
    makers.put("holder", this::holder);
    makers.put("empty", () -> new PgComposite(List.of(), List.of()));
    makers.put("positive", () -> random.nextInt(1, 1 << 30));
    makers.put("numbers", () -> some(3, "int4"));
    makers.put("nodes", () -> List.of(node(1), node(0)));
    makers.put("textrange", this::range);
    makers.put(
        "textmultirange",
        () -> new Multirange<>(random.nextBoolean() ? List.of() : List.of(range(), range())));
    makers.put("hstore", this::hstore);
    for (String labels : List.of("ltree", "lquery", "ltxtquery", "citext")) {
      makers.put(labels, () -> others.value("text"));
    }
    makers.put("cube", this::cube);
    makers.put("vector", () -> floats(false));
    makers.put("halfvec", () -> floats(true));
    makers.put("sparsevec", this::sparse);
  }

  private Object orNull(Object value) {
    return random.nextInt(5) == 0 ? null : value;
  }

  private List<Object> some(int most, String type) {
    List<Object> values = new ArrayList<>();
    for (int i = random.nextInt(most); i > 0; i--) {
      values.add(orNull(others.value(type)));
    }
    return values;
  }

  private PgComposite pair() {
    return new PgComposite(
        List.of("a", "b c"),
        Arrays.asList(orNull(others.value("int4")), orNull(others.value("text"))));
  }

  private PgComposite node(int depth) {
    List<Object> children = new ArrayList<>();
    for (int i = depth == 0 ? 0 : random.nextInt(3); i > 0; i--) {
      children.add(orNull(node(depth - 1)));
    }
    return new PgComposite(
        List.of("name", "children"), Arrays.asList(orNull(others.value("text")), orNull(children)));
  }

  private PgComposite holder() {
    List<Object> values = new ArrayList<>();
    for (String type : List.of("bool", "bytea", "timestamptz", "interval")) {
      values.add(orNull(others.value(type)));
    }
    values.add(orNull(some(4, "int4")));
    values.add(orNull(others.value("numeric")));
    values.add(orNull(others.value("jsonb")));
    values.add(orNull(some(3, "box")));
    values.add(orNull(new ArrayList<>(Arrays.asList(orNull(pair())))));
    return new PgComposite(
        List.of("flag", "bytes", "at", "span", "numbers", "number", "json", "boxes", "pairs"),
        values);
  }

  private Range<Object> range() {
    return random.nextInt(5) == 0 ? Range.empty() : new Range.Between<>(bound(), bound());
  }

  private Bound<Object> bound() {
    return switch (random.nextInt(4)) {
      case 0 -> new Bound.Unbounded<>();
      case 1 -> new Bound.Exclusive<>(others.value("text"));
      default -> new Bound.Inclusive<>(others.value("text"));
    };
  }

  private Map<String, Object> hstore() {
    Map<String, Object> pairs = new TreeMap<>();
    for (int i = random.nextInt(5); i > 0; i--) {
      pairs.put((String) others.value("text"), orNull(others.value("text")));
    }
    return pairs;
  }

  private Cube cube() {
    List<Double> low = new ArrayList<>();
    List<Double> high = new ArrayList<>();
    for (int i = random.nextInt(5); i > 0; i--) {
      low.add((Double) others.value("float8"));
      high.add((Double) others.value("float8"));
    }
    return random.nextBoolean() ? Cube.point(low) : new Cube(low, high);
  }

  private float[] floats(boolean half) {
    float[] floats = new float[random.nextInt(5)];
    for (int i = 0; i < floats.length; i++) {
      float any = (Float) others.value("float4");
      float wide = Float.float16ToFloat((short) random.nextInt());
      floats[i] = half ? Float.isNaN(wide) ? Float.NaN : wide : any;
    }
    return floats;
  }

  private SparseVector sparse() {
    Map<Integer, Float> elements = new TreeMap<>();
    for (int i = random.nextInt(4); i > 0; i--) {
      elements.put(random.nextInt(1, 1000), (Float) others.value("float4"));
    }
    return new SparseVector(1000, elements);
  }
}
