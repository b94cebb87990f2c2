// SPDX-License-Identifier: Apache-2.0
package dev.upq.jackson;

import dev.upq.bytes.ByteReader;
import dev.upq.bytes.ByteWriter;
import dev.upq.codec.BuiltinTypes;
import dev.upq.type.Codec;
import dev.upq.type.PgTypeRegistry;
import java.nio.charset.StandardCharsets;

/** Values of json and jsonb as they stand on the wire. Stateless. */
final class Documents {

  private Documents() {}

  static byte[] wire(String type, String text) {
    return ((type.equals("jsonb") ? "\u0001" : "") + text).getBytes(StandardCharsets.UTF_8);
  }

  /** A value that stands in the middle of other bytes. */
  static <T> T read(Codec<?> codec, String text, Class<T> target) {
    byte[] value = wire(codec.typeName(), text);
    byte[] all = new byte[value.length + 5];
    System.arraycopy(value, 0, all, 3, value.length);
    return codec.decodeAs(all, 3, 3 + value.length, target);
  }

  /** The same in the three ways in which a codec is asked. */
  static <T> T readEachWay(Codec<T> codec, String text) {
    T straight = read(codec, text, codec.javaType());
    ByteReader reader = new ByteReader(wire(codec.typeName(), text));
    T through = codec.decode(reader);
    reader.end();
    if (!straight.equals(through) || !straight.equals(codec.decodeText(text))) {
      throw new AssertionError("read differently: " + straight + ", " + through);
    }
    return straight;
  }

  static String written(Codec<?> codec, Object value) {
    ByteWriter out = new ByteWriter().int1('x');
    codec.encodeObject(value, out);
    String all = new ByteReader(out.toByteArray()).text();
    String prefix = codec.typeName().equals("jsonb") ? "x\u0001" : "x";
    if (!all.startsWith(prefix)) {
      throw new AssertionError("not what a " + codec.typeName() + " begins with");
    }
    return all.substring(prefix.length());
  }

  static PgTypeRegistry types(JsonCodec<?>... codecs) {
    PgTypeRegistry.Builder types = BuiltinTypes.registry().toBuilder().providers();
    for (JsonCodec<?> codec : codecs) {
      codec.register(types);
    }
    return types.build();
  }
}
