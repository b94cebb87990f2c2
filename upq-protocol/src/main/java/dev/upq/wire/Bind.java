// SPDX-License-Identifier: Apache-2.0
package dev.upq.wire;

import dev.upq.bytes.ByteReader;
import dev.upq.bytes.ByteWriter;
import dev.upq.fault.PgProtocolException;
import dev.upq.fault.PgUsageException;
import dev.upq.fault.PgValueException;
import dev.upq.fault.Sent;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Makes a portal of a prepared statement and values for its parameters. Immutable.
 *
 * <p>A list of formats is empty (all text), has one element (which holds for all) or one element
 * for each value.
 *
 * @param portal the portal's name; empty for the unnamed one
 * @param statement the statement's name; empty for the unnamed one
 * @param parameterFormats how the values travel
 * @param values the values, at most 65,535; null stands for NULL
 * @param resultFormats how the columns of the result shall travel
 */
public record Bind(
    String portal,
    String statement,
    List<Format> parameterFormats,
    List<@Nullable Octets> values,
    List<Format> resultFormats)
    implements FrontendMessage {

  /** One format that holds for all: binary. */
  public static final List<Format> ALL_BINARY = List.of(Format.BINARY);

  public Bind {
    parameterFormats = List.copyOf(parameterFormats);
    values = Collections.unmodifiableList(new ArrayList<@Nullable Octets>(values));
    resultFormats = List.copyOf(resultFormats);
  }

  /** Where {@link Bind#write} gets its values from. */
  @FunctionalInterface
  public interface Values {

    /**
     * Appends exactly one value: its length in 32 bits, which does not count itself, and that many
     * bytes; for NULL the length -1 and nothing else.
     *
     * @param index of the parameter, from 0
     */
    void write(int index, ByteWriter out);
  }

  /** Writes a Bind whose parameters are all binary. */
  public static void write(
      ByteWriter out,
      String portal,
      String statement,
      int parameters,
      Values values,
      List<Format> resultFormats) {
    write(out, portal, statement, ALL_BINARY, parameters, values, resultFormats);
  }

  /**
   * Writes a Bind without making objects of its values. Where it throws, whatever it throws, the
   * writer is as it was.
   *
   * @param parameters how many, 0 to 65,535
   * @throws PgValueException if there are more, if a value writes something else than its length
   *     says, or if the message grows beyond the writer's limit
   * @throws PgUsageException if there are neither 0 nor 1 nor {@code parameters} parameter formats
   */
  public static void write(
      ByteWriter out,
      String portal,
      String statement,
      List<Format> parameterFormats,
      int parameters,
      Values values,
      List<Format> resultFormats) {
    int start = out.size();
    boolean whole = false;
    try {
      begin(out, portal, statement, parameterFormats, parameters);
      for (int i = 0; i < parameters; i++) {
        int value = out.size();
        values.write(i, out);
        checkValue(out, value, i);
      }
      end(out, start, resultFormats);
      whole = true;
    } finally {
      Frame.wholeOrNothing(out, start, whole);
    }
  }

  /**
   * Writes what stands in front of the values: for who writes these without an object, each as
   * {@link Values} has it and {@linkplain #checkValue checked}, and {@linkplain #end ends} the
   * message. Whatever is thrown on the way, the message is to be taken back.
   *
   * @throws PgValueException if there are more than 65,535 parameters
   * @throws PgUsageException if there are neither 0 nor 1 nor {@code parameters} parameter formats
   */
  public static void begin(
      ByteWriter out,
      String portal,
      String statement,
      List<Format> parameterFormats,
      int parameters) {
    Frame.count(parameters, "parameters");
    int formats = parameterFormats.size();
    if (formats > 1 && formats != parameters) {
      throw new PgUsageException(formats + " formats for " + parameters + " parameters");
    }
    out.beginFrame('B');
    out.cstring(portal).cstring(statement);
    Formats.write(out, parameterFormats);
    out.int2(parameters);
  }

  /**
   * Writes what stands behind the values.
   *
   * @param start the size of the writer before {@link #begin}
   */
  public static void end(ByteWriter out, int start, List<Format> resultFormats) {
    Formats.write(out, resultFormats);
    out.endFrame(start + 1);
  }

  /**
   * Checks the value that was written from {@code start} on: a length that lies would make the
   * server read the rest of it as something else.
   *
   * @throws PgValueException where it lies
   */
  public static void checkValue(ByteWriter out, int start, int index) {
    int written = out.size() - start;
    if (written >= 4) {
      int length = ByteReader.int4(out.array(), start);
      if (length == written - 4 || (length == -1 && written == 4)) {
        return;
      }
    }
    throw PgValueException.encode(
        "parameter " + (index + 1) + ": " + written + " bytes are not a length and a value");
  }

  @Override
  public void encode(ByteWriter out) {
    write(out, portal, statement, parameterFormats, values.size(), this::value, resultFormats);
  }

  private void value(int index, ByteWriter out) {
    Octets value = values.get(index);
    if (value == null) {
      out.int4(-1);
    } else {
      value.writeTo(out.int4(value.length()));
    }
  }

  public static Bind decode(ByteReader body) {
    String portal = body.cstring();
    String statement = body.cstring();
    List<Format> parameterFormats = Formats.read(body);
    int count = body.count(body.uint2(), 4);
    if (parameterFormats.size() > 1 && parameterFormats.size() != count) {
      throw new PgProtocolException(
          parameterFormats.size() + " formats for " + count + " parameters", Sent.MAYBE);
    }
    List<@Nullable Octets> values = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      int length = body.int4();
      values.add(length == -1 ? null : Octets.read(body, length));
    }
    List<Format> resultFormats = Formats.read(body);
    body.end();
    return new Bind(portal, statement, parameterFormats, values, resultFormats);
  }
}
