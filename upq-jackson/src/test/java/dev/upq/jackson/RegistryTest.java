// SPDX-License-Identifier: Apache-2.0
package dev.upq.jackson;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.upq.bytes.ByteReader;
import dev.upq.bytes.ByteWriter;
import dev.upq.fault.PgValueException;
import dev.upq.type.Codec;
import dev.upq.type.PgTypeRegistry;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.node.NullNode;
import tools.jackson.databind.node.ObjectNode;

/** What the registry of types makes of the codecs. */
final class RegistryTest {

  record City(String name, long people) {}

  private static final String ROME = "{\"name\":\"Roma\",\"people\":2748109}";
  private static final City ROMA = new City("Roma", 2_748_109);

  private final PgTypeRegistry types = Documents.types(PgJson.of(City.class));

  private Codec<?> codec(String name) {
    return types.byName(name).orElseThrow().codec();
  }

  @ParameterizedTest
  @ValueSource(strings = {"json", "jsonb"})
  void aClassIsReadAndWrittenBesideText(String name) {
    Codec<?> codec = codec(name);
    assertThat(Documents.read(codec, ROME, City.class)).isEqualTo(ROMA);
    assertThat(Documents.read(codec, ROME, String.class)).isEqualTo(ROME);
    assertThat(Documents.written(codec, ROMA)).isEqualTo(ROME);
    assertThat(Documents.written(codec, ROME)).isEqualTo(ROME);
    assertThat(codec.decodeTextAs(ROME, City.class)).isEqualTo(ROMA);
  }

  @ParameterizedTest
  @ValueSource(strings = {"json", "jsonb"})
  void aDocumentThatIsAnArrayIsReadAsAList(String name) {
    Codec<?> codec = codec(name);
    String list = "[" + ROME + ", null]";
    assertThat(codec.decodeList(new ByteReader(Documents.wire(name, list)), City.class))
        .containsExactly(ROMA, null);
    assertThat(codec.decodeTextList(list, City.class)).containsExactly(ROMA, null);
    assertThatThrownBy(() -> codec.decodeTextList("[" + ROME + ", {}]", City.class))
        .isInstanceOf(PgValueException.class)
        .hasMessageContaining("list of " + City.class.getName() + ": $[1].");
    assertThatThrownBy(() -> codec.decodeTextList(list, StringBuilder.class))
        .isInstanceOf(PgValueException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"json[]", "jsonb[]"})
  void elementsOfArraysAreOfTheClass(String name) {
    Codec<?> codec = codec(name);
    ByteWriter out = new ByteWriter();
    codec.encodeObject(Arrays.asList(ROMA, null), out);
    assertThat(codec.decodeList(new ByteReader(out.toByteArray()), City.class))
        .containsExactly(ROMA, null);
    assertThat(codec.decodeAs(new ByteReader(out.toByteArray()), City[].class))
        .containsExactly(ROMA, null);
  }

  @Test
  void parametersAreDeclaredAsJsonb() {
    ObjectNode node = PgJson.strictMapper().createObjectNode();
    assertThat(types.oidFor(City.class)).hasValue(3802);
    assertThat(types.oidFor(City[].class)).hasValue(3807);
    assertThat(types.oidFor(node.getClass())).hasValue(3802);
    assertThat(types.oidFor(PgJson.class)).hasValue(3802);
    assertThat(types.oidFor(String.class)).hasValue(25);
  }

  @Test
  void treesAreReadAndWritten() {
    JsonNode tree = Documents.read(codec("jsonb"), ROME, JsonNode.class);
    assertThat(tree.get("people").longValue()).isEqualTo(2_748_109);
    assertThat(Documents.written(codec("jsonb"), tree)).isEqualTo(ROME);
    assertThat(Documents.read(codec("json"), "null", JsonNode.class))
        .isEqualTo(NullNode.getInstance());
  }

  @ParameterizedTest
  @ValueSource(strings = {"json", "jsonb"})
  void aDocumentIsReadAsATypeWithArguments(String name) {
    String text = "{\"it\": [" + ROME + "]}";
    @SuppressWarnings("unchecked")
    PgJson<Map<String, List<City>>> json =
        (PgJson<Map<String, List<City>>>) Documents.read(codec(name), text, PgJson.class);
    assertThat(json.read(new TypeReference<>() {})).isEqualTo(Map.of("it", List.of(ROMA)));
    assertThat(json.text()).isEqualTo(text);
    assertThat(json.toString()).doesNotContain("Roma");
    assertThat(Documents.written(codec(name), json)).isEqualTo(text);
    assertThat(json).isEqualTo(PgJson.ofText(text)).hasSameHashCodeAs(PgJson.ofText(text));
    assertThat(codec(name).decodeTextAs(text, PgJson.class)).isEqualTo(json);
    assertThatThrownBy(() -> PgJson.<List<City>>ofText(text).read(new TypeReference<>() {}))
        .isInstanceOf(PgValueException.class)
        .hasMessageContaining("java.util.List<" + City.class.getName() + ">");
  }

  @Test
  void aDocumentIsLenientWhereItIsAskedToBe() {
    PgJson<City> json = PgJson.ofText("{\"name\": \"x\", \"more\": 1}");
    assertThatThrownBy(() -> json.read(City.class)).isInstanceOf(PgValueException.class);
    assertThat(json.lenient().read(City.class)).isEqualTo(new City("x", 0));
  }

  @Test
  void aMapperOfTheCallersOwnIsUsed() {
    JsonCodec<City> codec =
        PgJson.of(
            City.class,
            PgJson.strictMapper()
                .rebuild()
                .propertyNamingStrategy(PropertyNamingStrategies.UPPER_CAMEL_CASE)
                .build());
    assertThat(Documents.written(codec.json(), ROMA)).startsWith("{\"Name\":");
    assertThat(Documents.readEachWay(codec, Documents.written(codec, ROMA))).isEqualTo(ROMA);
    assertThatThrownBy(() -> codec.decodeText(ROME)).isInstanceOf(PgValueException.class);
  }

  @Test
  void aDocumentOfAnObjectIsMadeAtOnce() {
    List<String> list = new ArrayList<>(List.of("a"));
    PgJson<List<String>> json = PgJson.value(list);
    list.add("b");
    assertThat(json.text()).isEqualTo("[\"a\"]");
  }
}
