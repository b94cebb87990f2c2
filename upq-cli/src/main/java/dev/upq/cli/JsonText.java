// SPDX-License-Identifier: Apache-2.0
package dev.upq.cli;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Values as JSON. Stateless. */
final class JsonText {

  private static final String TEXT = "\"((?:[^\"\\\\]|\\\\.)*+)\"";

  private static final Pattern ELEMENT = Pattern.compile("\\G\\s*,?\\s*" + TEXT);

  private static final Pattern ESCAPED = Pattern.compile("\\\\(?:u([0-9a-fA-F]{4})|(.))");

  private JsonText() {}

  /** A map is an object, a collection an array; numbers and truth as they are, all else text. */
  static String of(Object value) {
    return switch (value) {
      case Map<?, ?> map ->
          map.entrySet().stream()
              .map(each -> quoted(String.valueOf(each.getKey())) + ": " + of(each.getValue()))
              .collect(Collectors.joining(", ", "{", "}"));
      case Collection<?> all ->
          all.stream().map(JsonText::of).collect(Collectors.joining(", ", "[", "]"));
      case Number number -> number.toString();
      case Boolean truth -> truth.toString();
      default -> quoted(value.toString());
    };
  }

  /** A text in quotes. */
  static String quoted(String text) {
    StringBuilder out = new StringBuilder("\"");
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"' || c == '\\') {
        out.append('\\').append(c);
      } else if (c < ' ') {
        out.append("\\u%04x".formatted((int) c));
      } else {
        out.append(c);
      }
    }
    return out.append('"').toString();
  }

  /** The texts of the array that has that name in an object of ours; none where it has none. */
  static List<String> texts(String json, String name) {
    List<String> texts = new ArrayList<>();
    Matcher start = Pattern.compile(quoted(name) + "\\s*:\\s*\\[").matcher(json);
    if (start.find()) {
      Matcher element = ELEMENT.matcher(json);
      for (int at = start.end(); element.find(at); at = element.end()) {
        texts.add(plain(element.group(1)));
      }
    }
    return texts;
  }

  private static String plain(String text) {
    return ESCAPED
        .matcher(text)
        .replaceAll(
            escape ->
                Matcher.quoteReplacement(
                    escape.group(1) != null
                        ? String.valueOf((char) Integer.parseInt(escape.group(1), 16))
                        : sign(escape.group(2))));
  }

  private static String sign(String letter) {
    return switch (letter) {
      case "n" -> "\n";
      case "r" -> "\r";
      case "t" -> "\t";
      case "b" -> "\b";
      case "f" -> "\f";
      default -> letter;
    };
  }
}
