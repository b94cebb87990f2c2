// SPDX-License-Identifier: Apache-2.0
package dev.upq.jackson;

import dev.upq.bytes.ByteWriter;
import dev.upq.fault.PgException;
import java.io.OutputStream;
import tools.jackson.databind.ObjectWriter;

/** Writes documents into a {@link ByteWriter} as Jackson makes them. One thread at a time. */
final class JsonOutput extends OutputStream {

  private final ByteWriter out;

  private JsonOutput(ByteWriter out) {
    this.out = out;
  }

  /** Writes the document of an object; where it fails, nothing is left of it. */
  static void write(ObjectWriter writer, String typeName, Object value, ByteWriter out) {
    int start = out.size();
    try {
      writer.writeValue(new JsonOutput(out), value);
    } catch (RuntimeException failure) {
      out.truncate(start);
      for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
        if (cause instanceof PgException ours) {
          throw ours;
        }
      }
      throw JsonFault.write(typeName, value.getClass().getName(), failure);
    }
  }

  @Override
  public void write(int octet) {
    out.int1(octet);
  }

  @Override
  public void write(byte[] bytes, int from, int length) {
    out.bytes(bytes, from, length);
  }
}
