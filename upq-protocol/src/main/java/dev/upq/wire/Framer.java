// SPDX-License-Identifier: Apache-2.0
package dev.upq.wire;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Follows both directions of one connection from its first byte on and says where each message
 * begins and ends, without reading or keeping what is in it. Thread-safe: all state is guarded by
 * one lock, which is never held while waiting.
 *
 * <p>The two directions depend on each other: the server answers an SSLRequest with one bare byte,
 * and from the {@code S} on (or from the first byte of a client that starts with TLS at once) both
 * are encrypted. So the client's bytes have to be shown here before the server can have read them,
 * and the other way round.
 */
public final class Framer {

  /** Holds nothing yet. */
  public Framer() {}

  /** What a {@link Piece} is a piece of. */
  public enum Kind {
    /** A message without a type byte, at the start of a connection. */
    STARTUP,
    /** A message with a type byte. */
    MESSAGE,
    /** The one byte by which the server answers an SSLRequest or GSSENCRequest. */
    ANSWER,
    /** Encrypted, or behind a CancelRequest. */
    OPAQUE,
    /** From a length on that no message can have: where messages begin is not known any more. */
    MALFORMED
  }

  /**
   * What stands in {@code [from, to)} of the bytes that were shown. Immutable.
   *
   * @param type the message's type byte as a character, or the answer; 0 for the other kinds
   * @param starts true if the message's first byte is here
   * @param ends true if the message's last byte is here
   */
  public record Piece(Kind kind, char type, int from, int to, boolean starts, boolean ends) {}

  private final ReentrantLock lock = new ReentrantLock();
  private final Side frontend = new Side(Kind.STARTUP); // guarded by lock
  private final Side backend = new Side(Kind.MESSAGE); // guarded by lock
  private int answersOwed; // guarded by lock

  /** Takes the next bytes from the client and cuts them into pieces, in order and without gaps. */
  public List<Piece> frontend(byte[] bytes, int from, int to) {
    List<Piece> pieces = new ArrayList<>();
    lock.lock();
    try {
      int at = from;
      while (at < to) {
        if (frontend.directTls(bytes[at])) {
          encrypted();
        }
        at = frontend.advance(bytes, at, to, pieces);
        if (frontend.ended && frontend.kind == Kind.STARTUP) {
          startupEnded((int) frontend.header);
        }
      }
    } finally {
      lock.unlock();
    }
    return pieces;
  }

  /** Takes the next bytes from the server and cuts them into pieces, in order and without gaps. */
  public List<Piece> backend(byte[] bytes, int from, int to) {
    List<Piece> pieces = new ArrayList<>();
    lock.lock();
    try {
      int at = from;
      while (at < to) {
        if (answersOwed > 0 && bytes[at] != 'E') {
          answer((char) (bytes[at] & 0xff));
          pieces.add(new Piece(Kind.ANSWER, (char) (bytes[at] & 0xff), at, at + 1, true, true));
          at++;
        } else {
          answersOwed = 0;
          at = backend.advance(bytes, at, to, pieces);
        }
      }
    } finally {
      lock.unlock();
    }
    return pieces;
  }

  private void startupEnded(int code) {
    switch (code) {
      case SslRequest.CODE, GssEncRequest.CODE -> answersOwed++;
      case CancelRequest.CODE -> frontend.kind = Kind.OPAQUE;
      default -> frontend.kind = Kind.MESSAGE;
    }
  }

  private void answer(char answer) {
    answersOwed--;
    if (answer != 'N') {
      encrypted();
    }
  }

  private void encrypted() {
    answersOwed = 0;
    frontend.kind = Kind.OPAQUE;
    backend.kind = Kind.OPAQUE;
  }

  /** Where one direction stands. Guarded by the framer's lock. */
  private static final class Side {

    private static final int TLS_HANDSHAKE_RECORD = 0x16;

    private Kind kind;
    private long header;
    private int headerBytes;
    private long bodyBytesLeft;
    private boolean ended;

    Side(Kind kind) {
      this.kind = kind;
    }

    boolean directTls(byte first) {
      return kind == Kind.STARTUP && headerBytes == 0 && first == TLS_HANDSHAKE_RECORD;
    }

    /**
     * Goes to the end of the message or of the bytes, adds a piece for that, and returns where it
     * is.
     */
    int advance(byte[] bytes, int from, int to, List<Piece> pieces) {
      if (kind == Kind.OPAQUE || kind == Kind.MALFORMED) {
        pieces.add(new Piece(kind, (char) 0, from, to, false, false));
        return to;
      }
      boolean starts = headerBytes == 0;
      int at = header(bytes, from, to);
      if (kind == Kind.MALFORMED) {
        pieces.add(new Piece(kind, (char) 0, from, at, starts, false));
        return at;
      }
      boolean headed = headerBytes == headerSize();
      if (headed) {
        int body = (int) Math.min(bodyBytesLeft, to - at);
        at += body;
        bodyBytesLeft -= body;
      }
      ended = headed && bodyBytesLeft == 0;
      pieces.add(new Piece(kind, type(), from, at, starts, ended));
      if (ended) {
        headerBytes = 0;
      }
      return at;
    }

    private int header(byte[] bytes, int from, int to) {
      int at = from;
      while (headerBytes < headerSize() && at < to) {
        header = (headerBytes == 0 ? 0 : header << 8) | (bytes[at++] & 0xff);
        headerBytes++;
        if (headerBytes == headerSize()) {
          int length = (int) (kind == Kind.STARTUP ? header >>> 32 : header);
          bodyBytesLeft = (long) length - (kind == Kind.STARTUP ? 8 : 4);
          if (bodyBytesLeft < 0) {
            kind = Kind.MALFORMED;
            break;
          }
        }
      }
      return at;
    }

    /**
     * A startup message is known by its length and its code, the others by their type and length.
     */
    private int headerSize() {
      return kind == Kind.STARTUP ? 8 : 5;
    }

    private char type() {
      return kind == Kind.STARTUP ? 0 : (char) (header >>> (8 * (headerBytes - 1)) & 0xff);
    }
  }
}
