// SPDX-License-Identifier: Apache-2.0
package dev.upq.proof.sim;

import dev.upq.bytes.ByteReader;
import dev.upq.bytes.ByteWriter;
import dev.upq.fault.PgProtocolException;
import dev.upq.fault.Sent;
import dev.upq.wire.BackendMessage;
import dev.upq.wire.FrontendMessage;
import java.io.IOException;
import java.util.Arrays;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Messages over one end of a link, as a server sees them. Confined to the session's thread. Like
 * the real server it keeps what it sends until it is flushed or there is much of it, and now and
 * then, by the seed, sends it early.
 */
final class ModelWire {

  private static final int MOST_BYTES = 1 << 20;
  private static final int FULL_BYTES = 1 << 10;
  private static final int EARLY_PER_MILLE = 50;

  private final SimScheduler scheduler;
  private final SimEnd end;
  private final ByteWriter out = new ByteWriter();
  private byte[] in = new byte[256];
  private int from;
  private int to;

  ModelWire(SimScheduler scheduler, SimEnd end) {
    this.scheduler = scheduler;
    this.end = end;
  }

  /** The next message without a type, or null at the end of the stream. */
  @Nullable FrontendMessage startup() throws IOException {
    if (!fill(4, () -> false)) {
      return null;
    }
    int length = length(from);
    if (!fill(length, () -> false)) {
      return null;
    }
    ByteReader body = new ByteReader(in, from + 4, from + length);
    from += length;
    return FrontendMessage.decodeStartup(body);
  }

  /**
   * True once a message has begun to come or the stream has ended; false where the condition holds
   * before.
   */
  boolean awaitMessage(BooleanSupplier enough) throws IOException {
    if (from == to) {
      end.awaitInput(enough);
    }
    return from < to || !enough.getAsBoolean();
  }

  /** The next message, or null at the end of the stream or once the condition holds. */
  @Nullable FrontendMessage next(BooleanSupplier enough) throws IOException {
    if (!fill(5, enough)) {
      return null;
    }
    int length = length(from + 1);
    if (!fill(1 + length, enough)) {
      return null;
    }
    byte type = in[from];
    ByteReader body = new ByteReader(in, from + 5, from + 1 + length);
    from += 1 + length;
    return FrontendMessage.decode(type, body);
  }

  void send(BackendMessage message) throws IOException {
    message.encode(out);
    if (out.size() > FULL_BYTES
        || (scheduler.options().slicePerMille() > 0
            && scheduler.random().chance(EARLY_PER_MILLE))) {
      flush();
    }
  }

  /** One byte that is no message: the answer to an SSLRequest. */
  void raw(char answer) throws IOException {
    end.write(new byte[] {(byte) answer}, 0, 1);
  }

  void flush() throws IOException {
    int size = out.size();
    if (size > 0) {
      byte[] bytes = out.toByteArray();
      out.truncate(0);
      end.write(bytes, 0, size);
    }
  }

  private int length(int at) {
    int length = new ByteReader(in, at, at + 4).int4();
    if (length < 4 || length > MOST_BYTES) {
      throw new PgProtocolException("a message of " + length + " bytes", Sent.NOTHING);
    }
    return length;
  }

  private boolean fill(int needed, BooleanSupplier enough) throws IOException {
    if (from == to) {
      from = 0;
      to = 0;
    }
    while (to - from < needed) {
      if (in.length - from < needed) {
        byte[] larger = needed > in.length ? new byte[Math.max(needed, in.length * 2)] : in;
        System.arraycopy(in, from, larger, 0, to - from);
        in = larger;
        to -= from;
        from = 0;
      }
      end.awaitInput(enough);
      if (enough.getAsBoolean()) {
        return false;
      }
      int count = end.read(in, to, in.length - to);
      if (count < 0) {
        return false;
      }
      to += count;
    }
    return true;
  }

  /** What has come and not been taken, for reports. */
  @Override
  public String toString() {
    return Arrays.toString(Arrays.copyOfRange(in, from, to));
  }
}
