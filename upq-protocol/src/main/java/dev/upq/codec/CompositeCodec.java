// SPDX-License-Identifier: Apache-2.0
package dev.upq.codec;

import dev.upq.bytes.ByteReader;
import dev.upq.bytes.ByteWriter;
import dev.upq.type.Codec;
import dev.upq.type.CompositeFields;
import dev.upq.type.Misfit;
import dev.upq.type.PgComposite;
import dev.upq.type.PgTypeRegistry;
import dev.upq.type.TypeDescription.Attribute;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A composite type: the number of its columns, then for each its oid and its value with the length
 * in front. Dropped columns do not travel. Thread-safe, see {@link Linked}.
 *
 * <p>Read as PgComposite, whose values are what the types of the columns are read as, as
 * CompositeFields, and as String. Written from PgComposite, by name where its names are those of
 * the type and by position where they are {@code f1}, {@code f2} and so on, from Map by name, and
 * from CharSequence.
 */
final class CompositeCodec extends Linked<PgComposite> implements CompositeFields.Source {

  private final List<Attribute> columns;
  private final List<String> names;

  CompositeCodec(String typeName, List<Attribute> attributes, PgTypeRegistry types) {
    super(typeName, PgComposite.class, types);
    columns = attributes.stream().filter(attribute -> !attribute.dropped()).toList();
    names = columns.stream().map(Attribute::name).toList();
  }

  @Override
  public CompositeCodec boundTo(PgTypeRegistry types) {
    return new CompositeCodec(typeName(), columns, types);
  }

  @Override
  public List<Integer> parts() {
    return columns.stream().map(Attribute::oid).toList();
  }

  @Override
  PgComposite read(ByteReader in) {
    Fields fields = fields(in);
    List<@Nullable Object> values = new ArrayList<>(columns.size());
    while (fields.next()) {
      values.add(fields.natural());
    }
    return new PgComposite(names, values);
  }

  private Fields fields(ByteReader in) {
    Fields fields = new Fields(this, in);
    if (fields.count() != columns.size()) {
      throw Misfit.value(
          this,
          fields.count() + " columns where the type had " + columns.size() + " when looked up");
    }
    return fields;
  }

  @Override
  public <U> U decodeAs(ByteReader value, Class<U> target) {
    if (target == String.class && binary()) {
      List<@Nullable String> texts = fields(value).texts();
      value.end();
      return target.cast(Fields.print(texts));
    }
    if (target == CompositeFields.class && binary()) {
      FieldValues values = FieldValues.binary(names, fields(value));
      value.end();
      return target.cast(values);
    }
    return target == CompositeFields.class
        ? decodeTextAs(value.text(), target)
        : super.decodeAs(value, target);
  }

  @Override
  public <U> U decodeTextAs(String text, Class<U> target) {
    if (target != CompositeFields.class) {
      return super.decodeTextAs(text, target);
    }
    List<Codec<?>> codecs = new ArrayList<>();
    columns.forEach(column -> codecs.add(codec(column.oid())));
    return target.cast(FieldValues.text(names, codecs, texts(text)));
  }

  @Override
  void write(PgComposite value, ByteWriter out) {
    out.int4(columns.size());
    List<@Nullable Object> values = ordered(value);
    for (int i = 0; i < columns.size(); i++) {
      int oid = columns.get(i).oid();
      out.int4(oid);
      Object field = values.get(i);
      if (field == null) {
        out.int4(-1);
      } else {
        int mark = out.beginValue();
        codec(oid).encodeObject(field, out);
        out.endValue(mark);
      }
    }
  }

  /** The values in the order of the columns. */
  private List<@Nullable Object> ordered(PgComposite value) {
    if (value.names().equals(names)) {
      return value.values();
    }
    boolean named = new HashSet<>(names).equals(new HashSet<>(value.names()));
    boolean numbered = true;
    for (int i = 0; i < value.names().size(); i++) {
      numbered &= value.names().get(i).equals("f" + (i + 1));
    }
    if (value.names().size() != names.size() || (!named && !numbered)) {
      throw Misfit.outside(this, value, "its fields are " + names);
    }
    if (!named) {
      return value.values();
    }
    List<@Nullable Object> values = new ArrayList<>();
    for (String name : names) {
      values.add(value.get(name));
    }
    return values;
  }

  @Override
  public void encodeObject(Object value, ByteWriter out) {
    if (value instanceof Map<?, ?> fields) {
      List<@Nullable Object> values = new ArrayList<>();
      for (String name : names) {
        values.add(fields.get(name));
      }
      if (!new HashSet<>(names).containsAll(fields.keySet())) {
        throw Misfit.outside(this, value, "its fields are " + names);
      }
      encode(new PgComposite(names, values), out);
    } else {
      super.encodeObject(value, out);
    }
  }

  @Override
  PgComposite parse(String text) {
    List<@Nullable String> texts = texts(text);
    List<@Nullable Object> values = new ArrayList<>();
    for (int i = 0; i < columns.size(); i++) {
      String field = texts.get(i);
      values.add(field == null ? null : codec(columns.get(i).oid()).decodeTextObject(field));
    }
    return new PgComposite(names, values);
  }

  /** As many as there are columns. */
  private List<@Nullable String> texts(String text) {
    List<@Nullable String> texts = Fields.parse(this, text);
    if (texts.size() == 1 && columns.isEmpty() && texts.getFirst() == null) {
      return List.of();
    }
    if (texts.size() != columns.size()) {
      throw Misfit.text(this);
    }
    return texts;
  }

  @Override
  String print(PgComposite value) {
    List<@Nullable Object> values = ordered(value);
    List<@Nullable String> texts = new ArrayList<>();
    for (int i = 0; i < columns.size(); i++) {
      Codec<?> codec = codec(columns.get(i).oid());
      Object field = values.get(i);
      texts.add(field == null ? null : text(codec, field));
    }
    return Fields.print(texts);
  }
}
