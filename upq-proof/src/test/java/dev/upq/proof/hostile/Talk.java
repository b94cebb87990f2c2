// SPDX-License-Identifier: Apache-2.0
package dev.upq.proof.hostile;

import dev.upq.fault.Diagnostic;
import dev.upq.fault.SqlState;
import dev.upq.testkit.script.Conversation;
import dev.upq.testkit.script.Greeting;
import dev.upq.testkit.script.Script;
import dev.upq.wire.AuthenticationOk;
import dev.upq.wire.AuthenticationSASL;
import dev.upq.wire.AuthenticationSASLContinue;
import dev.upq.wire.AuthenticationSASLFinal;
import dev.upq.wire.BackendKeyData;
import dev.upq.wire.BackendMessage;
import dev.upq.wire.Bind;
import dev.upq.wire.BindComplete;
import dev.upq.wire.CommandComplete;
import dev.upq.wire.DataRow;
import dev.upq.wire.Describe;
import dev.upq.wire.ErrorResponse;
import dev.upq.wire.Execute;
import dev.upq.wire.Field;
import dev.upq.wire.Format;
import dev.upq.wire.FrontendMessage;
import dev.upq.wire.NoData;
import dev.upq.wire.NoticeResponse;
import dev.upq.wire.Octets;
import dev.upq.wire.ParameterDescription;
import dev.upq.wire.Parse;
import dev.upq.wire.ParseComplete;
import dev.upq.wire.Query;
import dev.upq.wire.ReadyForQuery;
import dev.upq.wire.RowDescription;
import dev.upq.wire.SASLInitialResponse;
import dev.upq.wire.SASLResponse;
import dev.upq.wire.Sync;
import dev.upq.wire.TransactionStatus;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * What a server hears and says, line by line, so that a test can put something in between two
 * lines. Immutable. A client that is told all of it is content.
 */
record Talk(List<Line> lines) {

  /** The oid of text. */
  static final int TEXT = 25;

  /** One thing that the server waits for or says. */
  @FunctionalInterface
  interface Line {
    void play(Conversation conversation) throws Exception;
  }

  Talk {
    lines = List.copyOf(lines);
  }

  static Talk of(Line... lines) {
    return new Talk(List.of(lines));
  }

  /** This, and then that. */
  Talk then(Talk more) {
    List<Line> all = new ArrayList<>(lines);
    all.addAll(more.lines);
    return new Talk(all);
  }

  Talk then(Line... more) {
    return then(of(more));
  }

  /** The lines before the n-th. */
  Talk upTo(int line) {
    return new Talk(lines.subList(0, line));
  }

  /** The lines from the n-th on. */
  Talk from(int line) {
    return new Talk(lines.subList(line, lines.size()));
  }

  void play(Conversation conversation) throws Exception {
    for (Line line : lines) {
      line.play(conversation);
    }
  }

  /** A script that says this, and then takes what comes until the client has ended. */
  Script script() {
    return conversation -> {
      play(conversation);
      conversation.discard();
    };
  }

  /** A script that says this and closes the connection. */
  Script andClose() {
    return this::play;
  }

  /** Plays the line; false where the client has ended instead. */
  static boolean unlessGone(Conversation conversation, Line line) throws Exception {
    try {
      line.play(conversation);
      return true;
    } catch (AssertionError failed) {
      if (String.valueOf(failed.getMessage()).endsWith("got the end of the stream")) {
        return false;
      }
      throw failed;
    } catch (UncheckedIOException reset) {
      return false;
    }
  }

  static Line hear(Class<? extends FrontendMessage> kind) {
    return conversation -> conversation.expect(kind);
  }

  static Line say(BackendMessage... messages) {
    return conversation -> conversation.send(messages);
  }

  static Line sayRaw(byte... bytes) {
    return conversation -> conversation.sendRaw(bytes);
  }

  /** A server that lets everybody in. */
  static Talk greeting() {
    return of(conversation -> Greeting.postgres18().accept(conversation));
  }

  /** A login with SCRAM, one message a line. For one client. */
  static Talk scram(String password, int iterations) {
    ScramPeer peer = new ScramPeer(password, iterations);
    return of(
        Conversation::expectStartup,
        say(new AuthenticationSASL(List.of("SCRAM-SHA-256"))),
        conversation -> hearFirst(conversation, peer),
        conversation -> conversation.send(continued(peer.first())),
        conversation -> hearLast(conversation, peer),
        conversation -> conversation.send(ended(peer.signature())),
        say(new AuthenticationOk()),
        say(new BackendKeyData(4711, Greeting.key(2))),
        say(ready()));
  }

  /** The client's first message; returns the mechanism that it has chosen. */
  static String hearFirst(Conversation conversation, ScramPeer peer) {
    SASLInitialResponse first = conversation.expect(SASLInitialResponse.class);
    peer.hearFirst(first.response().toByteArray());
    return first.mechanism();
  }

  /** The client's last message, whose proof has to be right. */
  static void hearLast(Conversation conversation, ScramPeer peer) {
    peer.hearLast(conversation.expect(SASLResponse.class).data().toByteArray());
    if (!peer.proved()) {
      throw new AssertionError("the client's proof is wrong");
    }
  }

  static AuthenticationSASLContinue continued(String text) {
    return new AuthenticationSASLContinue(Octets.utf8(text));
  }

  static AuthenticationSASLFinal ended(String text) {
    return new AuthenticationSASLFinal(Octets.utf8(text));
  }

  /** Hears a statement's text and describes it: no parameters, these columns; none is NoData. */
  static Talk prepare(Field... columns) {
    return prepare(ready(), columns);
  }

  /** As {@link #prepare(Field...)} in any transaction status. */
  static Talk prepare(ReadyForQuery ready, Field... columns) {
    return of(
        hear(Parse.class),
        hear(Describe.class),
        hear(Sync.class),
        say(new ParseComplete()),
        say(new ParameterDescription(List.of())),
        say(columns.length == 0 ? new NoData() : new RowDescription(List.of(columns))),
        say(ready));
  }

  /** Hears that a prepared statement is to be run, and answers with these messages. */
  static Talk execute(BackendMessage... answer) {
    List<Line> lines =
        new ArrayList<>(List.of(hear(Bind.class), hear(Execute.class), hear(Sync.class)));
    for (BackendMessage message : answer) {
      lines.add(say(message));
    }
    return new Talk(lines);
  }

  /** Hears a simple query, and answers with these messages. */
  static Talk query(BackendMessage... answer) {
    List<Line> lines = new ArrayList<>(List.of(hear(Query.class)));
    for (BackendMessage message : answer) {
      lines.add(say(message));
    }
    return new Talk(lines);
  }

  /** A statement that gives one row of one text. */
  static Talk oneText(String value) {
    return prepare(column("a", TEXT))
        .then(execute(new BindComplete(), row(value), new CommandComplete("SELECT 1"), ready()));
  }

  static Field column(String name, int typeOid) {
    return new Field(name, 0, 0, typeOid, -1, -1, Format.TEXT);
  }

  static DataRow row(String... values) {
    return DataRow.of(Arrays.stream(values).map(Octets::utf8).toList());
  }

  static DataRow row(byte[]... values) {
    return DataRow.of(Arrays.stream(values).map(Octets::of).toList());
  }

  static ReadyForQuery ready() {
    return new ReadyForQuery(TransactionStatus.IDLE);
  }

  static ErrorResponse error(String severity, String state, String message) {
    return new ErrorResponse(Diagnostic.of(severity, SqlState.of(state), message));
  }

  static NoticeResponse notice(String severity, String state, String message) {
    return new NoticeResponse(Diagnostic.of(severity, SqlState.of(state), message));
  }
}
