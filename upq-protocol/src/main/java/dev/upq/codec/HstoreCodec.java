// SPDX-License-Identifier: Apache-2.0
package dev.upq.codec;

import dev.upq.bytes.ByteReader;
import dev.upq.bytes.ByteWriter;
import dev.upq.type.Misfit;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * hstore: the number of pairs, then for each the key and the value, each with its length; the value
 * may be null. Text: {@code "a"=>"1", "b"=>NULL}. Immutable.
 *
 * <p>Read as Map of String to String or null, in the server's order, and as String. Written from
 * Map whose keys and values are CharSequences, and from CharSequence.
 */
final class HstoreCodec extends Printed<Map<String, @Nullable String>> {

  private static final int LEAST_PAIR_BYTES = 8;

  @SuppressWarnings("unchecked") // checked where it is written
  HstoreCodec() {
    super("hstore", (Class<Map<String, @Nullable String>>) (Class<?>) Map.class, -1);
  }

  @Override
  Map<String, @Nullable String> read(ByteReader in) {
    int count = in.count(in.int4(), LEAST_PAIR_BYTES);
    Map<String, @Nullable String> pairs = new LinkedHashMap<>();
    for (int i = 0; i < count; i++) {
      String key = in.text(in.int4());
      int length = in.int4();
      pairs.put(key, length == -1 ? null : in.text(length));
    }
    return Collections.unmodifiableMap(pairs);
  }

  @Override
  Map<String, @Nullable String> parse(TextScanner in) {
    Map<String, @Nullable String> pairs = new LinkedHashMap<>();
    while (!in.atEnd()) {
      if (!pairs.isEmpty()) {
        in.expect(',');
        in.expect(' ');
      }
      String key = quoted(in);
      in.expect('=');
      in.expect('>');
      pairs.put(key, in.accept("NULL") ? null : quoted(in));
    }
    return Collections.unmodifiableMap(pairs);
  }

  private static String quoted(TextScanner in) {
    in.expect('"');
    StringBuilder text = new StringBuilder();
    for (char c = in.next(); c != '"'; c = in.next()) {
      text.append(c == '\\' ? in.next() : c);
    }
    return text.toString();
  }

  @Override
  String print(Map<String, @Nullable String> value) {
    StringBuilder text = new StringBuilder();
    value.forEach(
        (key, held) -> {
          quote(key, text.append(text.isEmpty() ? "" : ", "));
          text.append("=>");
          if (held == null) {
            text.append("NULL");
          } else {
            quote(held, text);
          }
        });
    return text.toString();
  }

  private static void quote(String text, StringBuilder out) {
    out.append('"').append(text.replace("\\", "\\\\").replace("\"", "\\\"")).append('"');
  }

  @Override
  public void encode(Map<String, @Nullable String> value, ByteWriter out) {
    out.int4(value.size());
    for (Map.Entry<?, ?> pair : value.entrySet()) {
      write(pair.getKey(), value, out);
      if (pair.getValue() == null) {
        out.int4(-1);
      } else {
        write(pair.getValue(), value, out);
      }
    }
  }

  private void write(@Nullable Object text, Object map, ByteWriter out) {
    if (!(text instanceof CharSequence chars)) {
      throw Misfit.outside(this, map, "keys are Strings and values are Strings or null");
    }
    int mark = out.beginValue();
    out.text(chars);
    out.endValue(mark);
  }
}
