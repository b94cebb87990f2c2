// SPDX-License-Identifier: Apache-2.0
package dev.upq.codec;

import dev.upq.type.Codec;
import dev.upq.type.PgArray;
import dev.upq.type.PgArray.Dimension;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The text form of arrays: {@code {1,NULL,"a b"}}, nested for more dimensions, with {@code
 * [lower:upper]=} in front where a lower bound is not 1; some types have another delimiter than the
 * comma. One thread at a time.
 *
 * @see <a href="https://www.postgresql.org/docs/18/arrays.html#ARRAYS-IO">Array input and output
 *     syntax</a>
 */
final class ArrayText {

  private static final int UNSEEN = -1;

  private final TextScanner scanner;
  private final char delimiter;
  private final List<@Nullable String> texts = new ArrayList<>();
  private final List<Dimension> declared = new ArrayList<>();
  private final int[] lengths = new int[PgArray.MAX_DIMENSIONS];
  private int depth = UNSEEN;

  private ArrayText(Codec<?> array, char delimiter, String text) {
    this.delimiter = delimiter;
    this.scanner = new TextScanner(array, text);
    Arrays.fill(lengths, UNSEEN);
  }

  /** Takes the text apart. */
  static ArrayElements parse(Codec<?> array, Codec<?> element, String text) {
    ArrayText parser = new ArrayText(array, element.delimiter(), text);
    parser.bounds();
    if (parser.declared.isEmpty() && parser.scanner.accept("{}")) {
      parser.scanner.end();
      return new ArrayElements.Text(element, List.of(), List.of());
    }
    parser.braces(0);
    parser.scanner.end();
    return new ArrayElements.Text(element, parser.dimensions(), parser.texts);
  }

  private void bounds() {
    while (scanner.accept('[')) {
      long lower = signed();
      scanner.expect(':');
      long length = signed() - lower + 1;
      scanner.expect(']');
      if (length < 1 || lower + length > Integer.MAX_VALUE || lower < Integer.MIN_VALUE) {
        throw scanner.misfit();
      }
      declared.add(new Dimension((int) length, (int) lower));
    }
    if (!declared.isEmpty()) {
      scanner.expect('=');
    }
  }

  private long signed() {
    boolean negative = scanner.accept('-');
    long number = scanner.digits(1, 10);
    return negative ? -number : number;
  }

  private void braces(int level) {
    if (level == PgArray.MAX_DIMENSIONS) {
      throw scanner.misfit();
    }
    scanner.expect('{');
    int count = 0;
    do {
      if (scanner.peek() == '{') {
        braces(level + 1);
      } else {
        if (depth == UNSEEN) {
          depth = level;
        }
        if (depth != level) {
          throw scanner.misfit();
        }
        texts.add(scanner.peek() == '"' ? quoted() : bare());
      }
      count++;
    } while (scanner.accept(delimiter));
    scanner.expect('}');
    if (lengths[level] == UNSEEN) {
      lengths[level] = count;
    }
    if (lengths[level] != count) {
      throw scanner.misfit();
    }
  }

  private String quoted() {
    scanner.expect('"');
    StringBuilder text = new StringBuilder();
    for (char c = scanner.next(); c != '"'; c = scanner.next()) {
      text.append(c == '\\' ? scanner.next() : c);
    }
    return text.toString();
  }

  private @Nullable String bare() {
    StringBuilder text = new StringBuilder();
    boolean escaped = false;
    while (scanner.peek() != delimiter && scanner.peek() != '}') {
      char c = scanner.next();
      if (c == '"' || c == '{') {
        throw scanner.misfit();
      }
      escaped |= c == '\\';
      text.append(c == '\\' ? scanner.next() : c);
    }
    if (text.isEmpty()) {
      throw scanner.misfit();
    }
    return !escaped && "NULL".contentEquals(text) ? null : text.toString();
  }

  private List<Dimension> dimensions() {
    if (declared.isEmpty()) {
      for (int level = 0; level <= depth; level++) {
        declared.add(new Dimension(lengths[level], 1));
      }
      return List.copyOf(declared);
    }
    boolean agree = declared.size() == depth + 1;
    for (int level = 0; agree && level <= depth; level++) {
      agree = declared.get(level).length() == lengths[level];
    }
    if (!agree) {
      throw scanner.misfit();
    }
    return List.copyOf(declared);
  }

  /** The text form of an array: bounds where one is not 1, elements quoted where they must be. */
  static String print(char delimiter, List<Dimension> dimensions, List<@Nullable String> texts) {
    StringBuilder out = new StringBuilder();
    if (dimensions.stream().anyMatch(dimension -> dimension.lowerBound() != 1)) {
      for (Dimension dimension : dimensions) {
        int upper = dimension.lowerBound() + dimension.length() - 1;
        out.append('[').append(dimension.lowerBound()).append(':').append(upper).append(']');
      }
      out.append('=');
    }
    if (dimensions.isEmpty()) {
      return "{}";
    }
    print(delimiter, dimensions, texts, out, 0, 0);
    return out.toString();
  }

  /** Returns the index of the element behind the last one written. */
  private static int print(
      char delimiter,
      List<Dimension> dimensions,
      List<@Nullable String> texts,
      StringBuilder out,
      int level,
      int from) {
    int next = from;
    out.append('{');
    for (int i = 0; i < dimensions.get(level).length(); i++) {
      if (i > 0) {
        out.append(delimiter);
      }
      if (level < dimensions.size() - 1) {
        next = print(delimiter, dimensions, texts, out, level + 1, next);
      } else {
        element(texts.get(next++), delimiter, out);
      }
    }
    out.append('}');
    return next;
  }

  private static void element(@Nullable String text, char delimiter, StringBuilder out) {
    if (text == null) {
      out.append("NULL");
    } else if (bare(text, delimiter)) {
      out.append(text);
    } else {
      out.append('"').append(text.replace("\\", "\\\\").replace("\"", "\\\"")).append('"');
    }
  }

  private static boolean bare(String text, char delimiter) {
    if (text.isEmpty() || text.equalsIgnoreCase("NULL")) {
      return false;
    }
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == delimiter || "\"\\{} ".indexOf(c) >= 0 || (c >= '\t' && c <= '\r')) {
        return false;
      }
    }
    return true;
  }
}
