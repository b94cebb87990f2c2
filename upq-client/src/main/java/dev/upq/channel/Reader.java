// SPDX-License-Identifier: Apache-2.0
package dev.upq.channel;

import dev.upq.fault.Diagnostic;
import dev.upq.fault.PgConnectionLostException;
import dev.upq.fault.PgException;
import dev.upq.fault.PgProtocolException;
import dev.upq.fault.PgServerException;
import dev.upq.fault.Sent;
import dev.upq.wire.ErrorResponse;
import dev.upq.wire.ReadyForQuery;
import java.io.IOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The thread that reads a channel's link, from the first message after login to the end of the
 * stream. Confined to it.
 *
 * <p>Frames of one answer that lie next to each other are handed over together: at ReadyForQuery,
 * before an aside, and when no whole frame is left to look at.
 */
final class Reader implements Runnable {

  private final Backstage channel;
  private final Inbox inbox;
  private final Asides asides;
  private final Pace pace;

  private @Nullable Slab pending;
  private int pendingGeneration;
  private int pendingFrom;
  private int pendingTo;
  private boolean pendingRows;
  private boolean dismissed;

  Reader(Backstage channel, Inbox inbox, Asides asides, Pace pace) {
    this.channel = channel;
    this.inbox = inbox;
    this.asides = asides;
    this.pace = pace;
  }

  @Override
  public void run() {
    PgException why;
    try {
      while (!dismissed && inbox.next()) {
        accept();
        if (!inbox.another()) {
          handOver(null);
          pace.rest(amidData(), inbox.received(), channel.owedBehind());
        }
      }
      why = ended("the server closed the connection", null);
    } catch (IOException broken) {
      why = ended("the connection broke: " + broken.getMessage(), broken);
    } catch (PgProtocolException violation) {
      why = violation;
    } catch (RuntimeException | Error unforeseen) {
      channel.end().end(ended("the reader failed: " + unforeseen, unforeseen));
      throw unforeseen;
    }
    if (dismissed) {
      channel.end().dismissed(why);
      awaitClose();
    }
    channel.end().end(why);
  }

  /** The server has said its last word; what it still sends counts for nothing. */
  private void awaitClose() {
    try {
      inbox.discard();
    } catch (IOException broken) {
      // The link has ended, which is what was waited for.
    }
  }

  private void accept() {
    switch (inbox.type()) {
      case 'N', 'S', 'A' -> {
        handOver(null);
        asides.keep(inbox.message());
      }
      case 'Z' -> {
        ReadyForQuery ready = (ReadyForQuery) inbox.message();
        append();
        handOver(ready);
      }
      case 'E' -> error((ErrorResponse) inbox.message());
      case '1', '2', '3', 'C', 'D', 'G', 'H', 'I', 'T', 'W', 'c', 'd', 'n', 's', 't' -> append();
      default ->
          throw new PgProtocolException(
              "the server broke the protocol: a message of type "
                  + Inbox.printable(inbox.type())
                  + " came in the middle of a session; the connection was closed",
              Sent.MAYBE);
    }
  }

  /**
   * An error is a part of the answer that is owed, where one is. A fatal one is also the server's
   * last word: nothing but the end of the stream follows, and whoever waits behind it is told the
   * reason.
   */
  private void error(ErrorResponse error) {
    boolean fatal = error.diagnostic().fatal();
    if (channel.owesAnswer()) {
      append();
    } else if (!fatal) {
      throw new PgProtocolException(
          "an error came that answers nothing: " + error.diagnostic().line(), Sent.MAYBE);
    }
    if (fatal) {
      handOver(null);
      asides.fatal(error.diagnostic());
      dismissed = true;
    }
  }

  /** Whether the current frame is a row or a piece of a COPY. */
  private boolean amidData() {
    return inbox.type() == 'D' || inbox.type() == 'd';
  }

  private void append() {
    if (pending != null
        && pendingGeneration == inbox.generation()
        && pendingTo == inbox.frameFrom()) {
      pendingTo = inbox.frameTo();
      pendingRows = inbox.type() == 'D';
      return;
    }
    handOver(null);
    pending = inbox.slab();
    pendingGeneration = inbox.generation();
    pendingFrom = inbox.frameFrom();
    pendingTo = inbox.frameTo();
    pendingRows = inbox.type() == 'D';
  }

  private void handOver(@Nullable ReadyForQuery ready) {
    Slab slab = pending;
    if (slab != null) {
      pending = null;
      channel.deliver(
          new Reply.Run(slab, pendingFrom, pendingTo),
          pendingRows,
          ready == null ? null : ready.status());
    }
  }

  private PgConnectionLostException ended(String how, @Nullable Throwable cause) {
    Optional<Diagnostic> lastWords = asides.lastWords();
    if (lastWords.isPresent()) {
      return new PgConnectionLostException(
          "the server ended the session: " + lastWords.get().line(),
          Sent.MAYBE,
          PgServerException.of(lastWords.get()));
    }
    return new PgConnectionLostException(how, Sent.MAYBE, cause);
  }
}
