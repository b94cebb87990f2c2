// SPDX-License-Identifier: Apache-2.0
package dev.upq.jackson;

import dev.upq.bytes.ByteReader;
import dev.upq.fault.PgException;
import dev.upq.fault.PgValueException;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.ObjectReader;

/**
 * Reads documents, and tells every failure as a {@link PgValueException}. Stateless.
 *
 * <p>jsonb has a version byte, 1, in front; see {@code jsonb_send} in the server's source.
 */
final class JsonInput {

  static final int JSONB_VERSION = 1;

  private JsonInput() {}

  /** The document in {@code bytes[from, to)}, straight from there. */
  static Object read(
      ObjectReader reader, String typeName, String target, byte[] bytes, int from, int to) {
    try {
      return present(reader.<Object>readValue(bytes, from, to - from), typeName, target);
    } catch (PgException ours) {
      throw ours;
    } catch (RuntimeException failure) {
      throw JsonFault.read(typeName, target, failure);
    }
  }

  static Object read(ObjectReader reader, String typeName, String target, String text) {
    try {
      return present(reader.<Object>readValue(text), typeName, target);
    } catch (PgException ours) {
      throw ours;
    } catch (RuntimeException failure) {
      throw JsonFault.read(typeName, target, failure);
    }
  }

  /** The document of a value, in an array of its own. */
  static byte[] document(ByteReader value, boolean versioned, String typeName) {
    if (versioned) {
      version(value.uint1(), typeName);
    }
    return value.rest();
  }

  static void version(int version, String typeName) {
    if (version != JSONB_VERSION) {
      throw PgValueException.decode(
          "a value of " + typeName + " with a version that is not known; ask for its text");
    }
  }

  private static Object present(@Nullable Object value, String typeName, String target) {
    if (value == null) {
      throw PgValueException.decode(
          "this value of "
              + typeName
              + " is JSON's null, which is not SQL's, and cannot be read as "
              + target
              + "; read it as PgJson or JsonNode");
    }
    return value;
  }
}
