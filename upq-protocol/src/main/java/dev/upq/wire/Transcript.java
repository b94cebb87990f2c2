// SPDX-License-Identifier: Apache-2.0
package dev.upq.wire;

import dev.upq.bytes.ByteReader;
import dev.upq.bytes.ByteWriter;
import dev.upq.fault.PgProtocolException;
import java.util.List;
import java.util.function.Consumer;

/**
 * Prints a conversation as text, one line a message. Stateless; its {@link Reader} is not.
 *
 * <pre>{@code
 * F  Parse  "s1" "select $1" [23]
 * F  Bind  "" "s1" [binary] [\x00000007] [binary]
 * F  Sync
 * B  ParseComplete
 * B  ReadyForQuery  I
 * }</pre>
 *
 * <p>{@code F} is said by the client (frontend), {@code B} by the server (backend). Values are
 * quoted where they are visible text, else hexadecimal. Of passwords, SASL data and keys only the
 * length is printed; the text of a statement is printed as it is, whatever it holds.
 */
public final class Transcript {

  private Transcript() {}

  /** The line for a message from the server, without a line end. */
  public static String backend(BackendMessage message) {
    return line("B", message.getClass(), BackendDetail.of(message));
  }

  /** The line for a message from the client, without a line end. */
  public static String frontend(FrontendMessage message) {
    return line("F", message.getClass(), FrontendDetail.of(message));
  }

  private static String line(String from, Class<?> message, String detail) {
    String line = from + "  " + message.getSimpleName();
    return detail.isEmpty() ? line : line + "  " + detail;
  }

  /**
   * Makes lines of the bytes of a connection, from its first byte on, however they are cut. One
   * thread at a time for each direction, and the two may run side by side; the consumer is then
   * called by both.
   *
   * <p>At most 64 KiB of a message are kept; of a longer one the type and the length are printed.
   * Of an encrypted stream one line a direction is printed.
   */
  public static final class Reader {

    private static final int MOST_KEPT_BYTES = 65_536;

    private final Framer framer = new Framer();
    private final Side frontend;
    private final Side backend;

    /** Gives each line to {@code lines} when its message is complete. */
    public Reader(Consumer<String> lines) {
      this.frontend = new Side("F", lines);
      this.backend = new Side("B", lines);
    }

    /** Takes {@code bytes[from, to)}, the next that the client has sent. */
    public void frontend(byte[] bytes, int from, int to) {
      frontend.take(bytes, framer.frontend(bytes, from, to));
    }

    /** Takes {@code bytes[from, to)}, the next that the server has sent. */
    public void backend(byte[] bytes, int from, int to) {
      backend.take(bytes, framer.backend(bytes, from, to));
    }
  }

  /** The lines of one direction. One thread at a time. */
  private static final class Side {

    private final String from;
    private final Consumer<String> lines;
    private final ByteWriter kept = new ByteWriter();
    private long bytes;
    private boolean opaque;

    Side(String from, Consumer<String> lines) {
      this.from = from;
      this.lines = lines;
    }

    void take(byte[] source, List<Framer.Piece> pieces) {
      for (Framer.Piece piece : pieces) {
        switch (piece.kind()) {
          case ANSWER -> lines.accept(from + "  EncryptionAnswer  " + Printable.type(piece.type()));
          case OPAQUE -> once("(not readable from here on)");
          case MALFORMED -> once("(malformed from here on)");
          case STARTUP, MESSAGE -> take(source, piece);
        }
      }
    }

    private void take(byte[] source, Framer.Piece piece) {
      int length = piece.to() - piece.from();
      bytes += length;
      kept.bytes(source, piece.from(), Math.min(length, Reader.MOST_KEPT_BYTES - kept.size()));
      if (piece.ends()) {
        lines.accept(line(piece));
        kept.truncate(0);
        bytes = 0;
      }
    }

    private String line(Framer.Piece piece) {
      if (bytes > kept.size()) {
        return from + "  " + Printable.type(piece.type()) + "  (" + bytes + " bytes)";
      }
      try {
        if (piece.kind() == Framer.Kind.STARTUP) {
          return Transcript.frontend(FrontendMessage.decodeStartup(body(4)));
        }
        byte type = (byte) piece.type();
        return from.equals("F")
            ? Transcript.frontend(FrontendMessage.decode(type, body(5)))
            : Transcript.backend(BackendMessage.decode(type, body(5)));
      } catch (PgProtocolException malformed) {
        return from + "  " + Printable.type(piece.type()) + "  (malformed, " + bytes + " bytes)";
      }
    }

    private ByteReader body(int headerBytes) {
      return new ByteReader(kept.array(), headerBytes, kept.size());
    }

    private void once(String what) {
      if (!opaque) {
        opaque = true;
        lines.accept(from + "  " + what);
      }
    }
  }
}
