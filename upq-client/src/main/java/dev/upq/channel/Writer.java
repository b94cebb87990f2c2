// SPDX-License-Identifier: Apache-2.0
package dev.upq.channel;

import dev.upq.fault.PgConnectionLostException;
import dev.upq.fault.Sent;
import java.io.IOException;

/** The thread that empties a channel's outbox into its link. Confined to it. */
final class Writer implements Runnable {

  private final Backstage channel;
  private final Link link;

  Writer(Backstage channel, Link link) {
    this.channel = channel;
    this.link = link;
  }

  @Override
  public void run() {
    try {
      boolean going = true;
      while (going) {
        going = writeNext();
      }
    } catch (IOException broken) {
      channel
          .end()
          .writeFailed(
              new PgConnectionLostException(
                  "the connection broke while writing: " + broken.getMessage(),
                  Sent.MAYBE,
                  broken));
    } catch (RuntimeException | Error unforeseen) {
      channel
          .end()
          .end(
              new PgConnectionLostException(
                  "the writer failed: " + unforeseen, Sent.MAYBE, unforeseen));
      throw unforeseen;
    }
  }

  /** In a method of its own, so that a large message is not held while the next is waited for. */
  private boolean writeNext() throws IOException {
    channel.letOthersRun();
    Outbox.Chunk chunk = channel.nextChunk();
    if (chunk == null) {
      return false;
    }
    link.write(chunk.bytes, 0, chunk.length);
    return true;
  }
}
