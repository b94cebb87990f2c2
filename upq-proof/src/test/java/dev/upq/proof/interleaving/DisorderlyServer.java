// SPDX-License-Identifier: Apache-2.0
package dev.upq.proof.interleaving;

import dev.upq.bytes.ByteReader;
import dev.upq.bytes.ByteWriter;
import dev.upq.proof.sim.SimEnd;
import dev.upq.proof.sim.SimScheduler;
import dev.upq.proof.sim.SimTransport;
import dev.upq.wire.AuthenticationOk;
import dev.upq.wire.BackendKeyData;
import dev.upq.wire.BackendMessage;
import dev.upq.wire.Bind;
import dev.upq.wire.Close;
import dev.upq.wire.CloseComplete;
import dev.upq.wire.Describe;
import dev.upq.wire.Execute;
import dev.upq.wire.FrontendMessage;
import dev.upq.wire.Octets;
import dev.upq.wire.Parse;
import dev.upq.wire.Query;
import dev.upq.wire.StartupMessage;
import dev.upq.wire.Sync;
import dev.upq.wire.Terminate;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A server that answers statements with nonces rightly, but one of its answers is in disorder.
 * Confined to its scheduler's threads.
 */
final class DisorderlyServer implements SimTransport.Handler {

  private static final int BUFFER_BYTES = 4_096;

  private final SimScheduler sim;
  private final int disorderlyAnswer;
  private final Disorder disorder;
  private final Map<String, String> statements = new HashMap<>();
  private int answers;
  private boolean broken;
  private boolean brokenBeforeReady;

  /**
   * @param disorderlyAnswer which one, counted from 0
   */
  DisorderlyServer(SimScheduler sim, int disorderlyAnswer) {
    this.sim = sim;
    this.disorderlyAnswer = disorderlyAnswer;
    this.disorder = new Disorder(sim.random(), Answers.executed("nonce $1 another", 8_003));
  }

  /** True once it has begun to send something out of order. */
  boolean broken() {
    return broken;
  }

  /** True where that stood before the ReadyForQuery of its own answer, or instead of it. */
  boolean brokenBeforeReady() {
    return brokenBeforeReady;
  }

  @Override
  public void serve(SimEnd link) throws IOException {
    Incoming in = new Incoming(link);
    if (!(in.startup() instanceof StartupMessage)) {
      return;
    }
    send(
        link,
        List.of(
            new AuthenticationOk(),
            new BackendKeyData(7, Octets.of(new byte[32])),
            Answers.ready()));
    List<BackendMessage> answer = new ArrayList<>();
    StringBuilder parts = new StringBuilder();
    for (FrontendMessage message = in.next();
        message != null && !(message instanceof Terminate);
        message = in.next()) {
      if (message instanceof Query query) {
        long nonce = Long.parseLong(query.sql().substring(query.sql().indexOf(' ') + 1));
        answer.addAll(Answers.queried(query.sql(), nonce));
        finish(link, Question.QUERY, answer);
      } else if (message instanceof Sync) {
        finish(link, new Question(parts.toString(), false), answer);
        parts.setLength(0);
      } else {
        parts.append(answered(message, answer));
      }
    }
  }

  private String answered(FrontendMessage message, List<BackendMessage> answer) {
    return switch (message) {
      case Parse parse -> {
        statements.put(parse.statement(), parse.sql());
        answer.addAll(Answers.prepared());
        yield "1tT";
      }
      case Bind bind -> {
        Octets value = Objects.requireNonNull(bind.values().getFirst());
        String sql = statements.getOrDefault(bind.statement(), "unknown");
        answer.addAll(Answers.executed(sql, value.reader().int8()));
        yield "2*C";
      }
      case Close close -> {
        answer.add(new CloseComplete());
        yield "3";
      }
      case Describe described -> "";
      case Execute execute -> "";
      case FrontendMessage refused -> "";
    };
  }

  private void finish(SimEnd link, Question question, List<BackendMessage> answer)
      throws IOException {
    answer.add(Answers.ready());
    Optional<Disorder.Broken> instead =
        answers++ == disorderlyAnswer ? disorder.of(question, answer) : Optional.empty();
    if (instead.isPresent()) {
      broken = true;
      brokenBeforeReady = instead.get().beforeReady();
    }
    send(link, instead.map(Disorder.Broken::messages).orElse(answer));
    answer.clear();
  }

  /** Now and then in two writes, so that the client may act in between. */
  private void send(SimEnd link, List<BackendMessage> messages) throws IOException {
    int cut = sim.random().below(2 * messages.size() + 1);
    ByteWriter out = new ByteWriter();
    for (int i = 0; i < messages.size(); i++) {
      if (i == cut) {
        link.write(out.toByteArray(), 0, out.size());
        out.truncate(0);
        Thread.yield();
      }
      messages.get(i).encode(out);
    }
    link.write(out.toByteArray(), 0, out.size());
  }

  /** Frames from the client. One thread at a time. */
  private static final class Incoming {

    private final SimEnd link;
    private final byte[] buffer = new byte[BUFFER_BYTES];
    private int from;
    private int to;

    Incoming(SimEnd link) {
      this.link = link;
    }

    @Nullable FrontendMessage startup() throws IOException {
      return fill(4) && fill(length(from))
          ? FrontendMessage.decodeStartup(body(4, length(from)))
          : null;
    }

    @Nullable FrontendMessage next() throws IOException {
      if (!fill(5) || !fill(1 + length(from + 1))) {
        return null;
      }
      byte type = buffer[from];
      return FrontendMessage.decode(type, body(5, 1 + length(from + 1)));
    }

    private ByteReader body(int header, int size) {
      ByteReader body = new ByteReader(buffer, from + header, from + size);
      from += size;
      return body;
    }

    private int length(int at) {
      return new ByteReader(buffer, at, at + 4).int4();
    }

    private boolean fill(int needed) throws IOException {
      if (buffer.length - from < needed) {
        System.arraycopy(buffer, from, buffer, 0, to - from);
        to -= from;
        from = 0;
      }
      while (to - from < needed) {
        int count = link.read(buffer, to, buffer.length - to);
        if (count < 0) {
          return false;
        }
        to += count;
      }
      return true;
    }
  }
}
