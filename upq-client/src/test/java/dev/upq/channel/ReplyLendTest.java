// SPDX-License-Identifier: Apache-2.0
package dev.upq.channel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.upq.bytes.ByteWriter;
import dev.upq.crew.Crew;
import dev.upq.time.Clock;
import dev.upq.time.Deadline;
import dev.upq.wire.BackendMessage;
import dev.upq.wire.CommandComplete;
import dev.upq.wire.ReadyForQuery;
import dev.upq.wire.Sync;
import dev.upq.wire.TransactionStatus;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/**
 * An array that is written over at the very moment at which its last holder gives it back, as the
 * reader may do.
 */
class ReplyLendTest {

  /** The worst reader there can be: it is as quick as the call. */
  private static final class Overwritten extends Slab {
    private boolean again;

    Overwritten(byte[] bytes) {
      super(bytes, new AtomicReference<>());
    }

    @Override
    void reuse() {
      again = true;
      Arrays.fill(bytes, (byte) 0x7f);
    }
  }

  private static Reply reply() {
    Channel channel =
        new Channel(
            new SocketLink(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 1), TcpOptions.standard()),
            Crew.system(),
            Clock.system(),
            ChannelLimits.standard(),
            new Asides(),
            deadlineNanos -> {},
            TransactionStatus.IDLE,
            "nowhere");
    ByteWriter sync = new ByteWriter();
    new Sync().encode(sync);
    return channel.send(sync, Deadline.never(Clock.system()), true);
  }

  private static Overwritten lent(Reply reply, BackendMessage... messages) {
    ByteWriter out = new ByteWriter();
    for (BackendMessage message : messages) {
      message.encode(out);
    }
    Overwritten slab = new Overwritten(Arrays.copyOf(out.array(), out.size()));
    reply.add(new Reply.Run(slab, 0, out.size()));
    slab.giveBack();
    return slab;
  }

  @Test
  void theLastMessageOfAnAnswerIsDecodedBeforeItsArrayIsGivenBack() {
    for (TransactionStatus status : TransactionStatus.values()) {
      Reply reply = reply();
      reply.keepsNothing();
      Overwritten slab = lent(reply, new CommandComplete("SELECT 1"), new ReadyForQuery(status));
      assertThat(reply.next()).isEqualTo(new CommandComplete("SELECT 1"));
      assertThat(slab.again).isFalse();
      assertThat(reply.next()).isEqualTo(new ReadyForQuery(status));
      assertThat(slab.again).isTrue();
    }
  }

  @Test
  void anArrayIsGivenBackWhenTheNextIsAskedForAndNotBefore() {
    Reply reply = reply();
    reply.keepsNothing();
    Overwritten first =
        lent(reply, new CommandComplete("SELECT 1"), new CommandComplete("SELECT 2"));
    Overwritten second = lent(reply, new ReadyForQuery(TransactionStatus.IDLE));
    assertThat(reply.next()).isEqualTo(new CommandComplete("SELECT 1"));
    assertThat(reply.next()).isEqualTo(new CommandComplete("SELECT 2"));
    assertThat(first.again).isFalse();
    assertThat(reply.next()).isEqualTo(new ReadyForQuery(TransactionStatus.IDLE));
    assertThat(first.again && second.again).isTrue();
  }

  @Test
  void whatMayBeKeptIsNeverWrittenOver() {
    Reply reply = reply();
    Overwritten slab = lent(reply, new ReadyForQuery(TransactionStatus.IDLE));
    assertThat(reply.next()).isEqualTo(new ReadyForQuery(TransactionStatus.IDLE));
    assertThat(slab.again).isFalse();
    assertThat(reply.ended()).isTrue();
  }
}
