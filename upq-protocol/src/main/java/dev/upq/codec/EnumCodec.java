// SPDX-License-Identifier: Apache-2.0
package dev.upq.codec;

import dev.upq.bytes.ByteReader;
import dev.upq.bytes.ByteWriter;
import dev.upq.type.Misfit;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * An enum of the database: its label as text in both formats, so labels that are added or renamed
 * later need nothing here. Immutable.
 *
 * <p>Read as String, and as a Java enum: the constant whose name is the label, or else the label in
 * capitals with an underscore for whatever a name cannot have ({@code in-use} is {@code IN_USE}).
 * Written from CharSequence and, by the same rule backwards over the labels that were known when
 * the type was looked up, from Java enums.
 */
final class EnumCodec extends Scalar<String> {

  private final List<String> labels;

  EnumCodec(String typeName, List<String> labels) {
    super(typeName, String.class, -1);
    this.labels = labels;
  }

  @Override
  public String decodeObject(ByteReader value) {
    return value.text();
  }

  @Override
  public String decodeTextObject(String text) {
    return text;
  }

  @Override
  public <U> U convert(Object natural, Class<U> target) {
    if (target.isEnum()) {
      String label = (String) natural;
      U found = constant(label, target);
      if (found == null) {
        found = constant(nameOf(label), target);
      }
      if (found == null) {
        throw Misfit.value(this, "no constant of its name in " + target.getName());
      }
      return found;
    }
    return super.convert(natural, target);
  }

  private static <U> @Nullable U constant(String name, Class<U> target) {
    for (U constant : target.getEnumConstants()) {
      if (((Enum<?>) constant).name().equals(name)) {
        return constant;
      }
    }
    return null;
  }

  private static String nameOf(String label) {
    StringBuilder name = new StringBuilder(label.toUpperCase(Locale.ROOT));
    for (int i = 0; i < name.length(); i++) {
      if (!Character.isJavaIdentifierPart(name.charAt(i))) {
        name.setCharAt(i, '_');
      }
    }
    return name.toString();
  }

  @Override
  public void encode(String value, ByteWriter out) {
    out.text(value);
  }

  @Override
  public void encodeObject(Object value, ByteWriter out) {
    switch (value) {
      case CharSequence label -> out.text(label);
      case Enum<?> constant -> out.text(label(constant.name()));
      default -> throw Misfit.write(this, value, "give it as String or as a Java enum");
    }
  }

  private String label(String name) {
    if (!labels.contains(name)) {
      for (String label : labels) {
        if (nameOf(label).equals(name)) {
          return label;
        }
      }
    }
    return name;
  }
}
