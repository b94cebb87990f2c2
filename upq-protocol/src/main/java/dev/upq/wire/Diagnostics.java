// SPDX-License-Identifier: Apache-2.0
package dev.upq.wire;

import dev.upq.bytes.ByteReader;
import dev.upq.bytes.ByteWriter;
import dev.upq.fault.Diagnostic;
import dev.upq.fault.PgProtocolException;
import dev.upq.fault.PgValueException;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The body that ErrorResponse and NoticeResponse share: fields of a type byte and a string, ended
 * by a zero byte. Stateless.
 *
 * <p>Reading is tolerant, for a report that cannot be read hides what went wrong: any field may be
 * missing (all of them too), types that nobody knows are kept, of a field that comes twice the last
 * counts (as in libpq), and text that is not UTF-8 (reports from before the encoding is agreed on
 * are in the server's own) has its malformed bytes replaced by U+FFFD. Strict are the terminators:
 * one that is missing means that the end of the message is not where it claims.
 */
final class Diagnostics {

  /** The order in which the server writes its fields. */
  private static final String ORDER = "SVCMDHPpqWstcdnFLR";

  private Diagnostics() {}

  static Diagnostic read(ByteReader body) {
    Map<Character, String> fields = new HashMap<>();
    for (int type = body.uint1(); type != 0; type = body.uint1()) {
      fields.put((char) type, string(body));
    }
    body.end();
    return new Diagnostic(fields);
  }

  static void write(ByteWriter out, Diagnostic report) {
    inOrder(report)
        .forEach(type -> out.int1(checked(type)).cstring(report.field(type).orElseThrow()));
    out.int1(0);
  }

  /**
   * The types of the fields that are there: the known ones as the server orders them, then the
   * others.
   */
  static Stream<Character> inOrder(Diagnostic report) {
    return report.fields().keySet().stream()
        .sorted(Comparator.comparingInt(Diagnostics::rank).thenComparing(type -> type));
  }

  private static int rank(char type) {
    int index = ORDER.indexOf(type);
    return index < 0 ? ORDER.length() : index;
  }

  private static int checked(char type) {
    if (type == 0 || type > 0xff) {
      throw PgValueException.encode("a field type of " + (int) type + ", which is not 1 to 255");
    }
    return type;
  }

  private static String string(ByteReader body) {
    try {
      return body.cstring();
    } catch (PgProtocolException notUtf8OrNotTerminated) {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      for (byte next = body.int1(); next != 0; next = body.int1()) {
        bytes.write(next);
      }
      return bytes.toString(StandardCharsets.UTF_8);
    }
  }
}
