// SPDX-License-Identifier: Apache-2.0
package dev.upq.codec;

import dev.upq.bytes.ByteReader;
import dev.upq.bytes.ByteWriter;
import dev.upq.type.Codec;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A codec that leaves everything to another one unless it is overridden. Thread-safe. */
abstract class Forwarding implements Codec<Object> {

  /** The one that does the work. */
  abstract Codec<?> target();

  @Override
  public String typeName() {
    return target().typeName();
  }

  @Override
  @SuppressWarnings("unchecked") // what the other one returns is an object
  public Class<Object> javaType() {
    return (Class<Object>) target().javaType();
  }

  @Override
  public int width() {
    return target().width();
  }

  @Override
  public boolean binary() {
    return target().binary();
  }

  @Override
  public List<Integer> parts() {
    return target().parts();
  }

  @Override
  public boolean reads(Class<?> type) {
    return target().reads(type);
  }

  @Override
  public boolean readsList(Class<?> element) {
    return target().readsList(element);
  }

  @Override
  public char delimiter() {
    return target().delimiter();
  }

  @Override
  public Object decode(ByteReader value) {
    return target().decode(value);
  }

  @Override
  public Object decodeText(String text) {
    return target().decodeText(text);
  }

  @Override
  public Object decodeObject(ByteReader value) {
    return target().decodeObject(value);
  }

  @Override
  public Object decodeTextObject(String text) {
    return target().decodeTextObject(text);
  }

  @Override
  public <U> U convert(Object natural, Class<U> target) {
    return target().convert(natural, target);
  }

  @Override
  public <U> U decodeAs(ByteReader value, Class<U> target) {
    return target().decodeAs(value, target);
  }

  @Override
  public <U> U decodeAs(byte[] bytes, int from, int to, Class<U> target) {
    return target().decodeAs(bytes, from, to, target);
  }

  @Override
  public <U> U decodeTextAs(String text, Class<U> target) {
    return target().decodeTextAs(text, target);
  }

  @Override
  public <E> List<@Nullable E> decodeList(ByteReader value, Class<E> element) {
    return target().decodeList(value, element);
  }

  @Override
  public <E> List<@Nullable E> decodeTextList(String text, Class<E> element) {
    return target().decodeTextList(text, element);
  }

  @Override
  public long decodeLong(ByteReader value) {
    return target().decodeLong(value);
  }

  @Override
  public long decodeLong(byte[] bytes, int from, int to) {
    return target().decodeLong(bytes, from, to);
  }

  @Override
  public int decodeInt(ByteReader value) {
    return target().decodeInt(value);
  }

  @Override
  public double decodeDouble(ByteReader value) {
    return target().decodeDouble(value);
  }

  @Override
  public double decodeDouble(byte[] bytes, int from, int to) {
    return target().decodeDouble(bytes, from, to);
  }

  @Override
  public boolean decodeBoolean(ByteReader value) {
    return target().decodeBoolean(value);
  }

  @Override
  public boolean decodeBoolean(byte[] bytes, int from, int to) {
    return target().decodeBoolean(bytes, from, to);
  }

  @Override
  public void encode(Object value, ByteWriter out) {
    encodeObject(value, out);
  }

  @Override
  public void encodeObject(Object value, ByteWriter out) {
    target().encodeObject(value, out);
  }

  @Override
  public void encodeLong(long value, ByteWriter out) {
    target().encodeLong(value, out);
  }

  @Override
  public void encodeDouble(double value, ByteWriter out) {
    target().encodeDouble(value, out);
  }

  @Override
  public void encodeBoolean(boolean value, ByteWriter out) {
    target().encodeBoolean(value, out);
  }
}
