// SPDX-License-Identifier: Apache-2.0
package dev.upq.codec;

import dev.upq.bytes.ByteReader;
import dev.upq.bytes.ByteWriter;
import dev.upq.type.Codec;
import dev.upq.type.CompositeFields;
import dev.upq.type.Misfit;
import dev.upq.type.PgComposite;
import dev.upq.type.PgTypeRegistry;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * record, the type of a row without a type of its own: as a composite, and each field is read by
 * the oid that travels with it. Thread-safe, see {@link Linked}.
 *
 * <p>Read as PgComposite, whose fields are named {@code f1}, {@code f2} and so on, and as String.
 * In text format the types of the fields are not known, so they are Strings there. The server takes
 * no record as a parameter; give a composite type.
 */
final class RecordCodec extends Linked<PgComposite> implements CompositeFields.Source {

  RecordCodec(PgTypeRegistry types) {
    super("record", PgComposite.class, types);
  }

  @Override
  public RecordCodec boundTo(PgTypeRegistry types) {
    return new RecordCodec(types);
  }

  @Override
  PgComposite read(ByteReader in) {
    Fields fields = new Fields(this, in);
    List<@Nullable Object> values = new ArrayList<>();
    while (fields.next()) {
      values.add(fields.natural());
    }
    return composite(values);
  }

  private static PgComposite composite(List<@Nullable Object> values) {
    return new PgComposite(names(values.size()), values);
  }

  private static List<String> names(int count) {
    List<String> names = new ArrayList<>();
    for (int i = 1; i <= count; i++) {
      names.add("f" + i);
    }
    return names;
  }

  @Override
  public <U> U decodeAs(ByteReader value, Class<U> target) {
    if (target == String.class) {
      List<@Nullable String> texts = new Fields(this, value).texts();
      value.end();
      return target.cast(Fields.print(texts));
    }
    if (target == CompositeFields.class) {
      Fields fields = new Fields(this, value);
      FieldValues values = FieldValues.binary(names(fields.count()), fields);
      value.end();
      return target.cast(values);
    }
    return super.decodeAs(value, target);
  }

  @Override
  PgComposite parse(String text) {
    return composite(new ArrayList<>(Fields.parse(this, text)));
  }

  @Override
  public <U> U convert(Object natural, Class<U> target) {
    if (target == String.class) {
      throw Misfit.read(this, natural, target);
    }
    return super.convert(natural, target);
  }

  @Override
  public <U> U decodeTextAs(String text, Class<U> target) {
    if (target == String.class) {
      parse(text);
      return target.cast(text);
    }
    if (target == CompositeFields.class) {
      List<@Nullable String> texts = Fields.parse(this, text);
      List<Codec<?>> codecs = Collections.nCopies(texts.size(), new TextCodec("text"));
      return target.cast(FieldValues.text(names(texts.size()), codecs, texts));
    }
    return super.decodeTextAs(text, target);
  }

  @Override
  void write(PgComposite value, ByteWriter out) {
    throw Misfit.write(this, value, "the server takes no record; cast it to a composite type");
  }

  @Override
  public void encodeObject(Object value, ByteWriter out) {
    throw Misfit.write(this, value, "the server takes no record; cast it to a composite type");
  }

  @Override
  String print(PgComposite value) {
    throw Misfit.write(this, value, "the server takes no record; cast it to a composite type");
  }
}
