// SPDX-License-Identifier: Apache-2.0
package dev.upq.proof.sim;

import dev.upq.fault.PgProtocolException;
import dev.upq.wire.Bind;
import dev.upq.wire.BindComplete;
import dev.upq.wire.Close;
import dev.upq.wire.CloseComplete;
import dev.upq.wire.CopyData;
import dev.upq.wire.CopyDone;
import dev.upq.wire.CopyFail;
import dev.upq.wire.Describe;
import dev.upq.wire.EmptyQueryResponse;
import dev.upq.wire.ErrorResponse;
import dev.upq.wire.Execute;
import dev.upq.wire.Flush;
import dev.upq.wire.Format;
import dev.upq.wire.FrontendMessage;
import dev.upq.wire.NotificationResponse;
import dev.upq.wire.Octets;
import dev.upq.wire.Parse;
import dev.upq.wire.ParseComplete;
import dev.upq.wire.Query;
import dev.upq.wire.ReadyForQuery;
import dev.upq.wire.Sync;
import dev.upq.wire.Terminate;
import dev.upq.wire.TransactionStatus;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * One backend of the model server. Confined to its scheduler's threads; its own thread runs the
 * conversation, the others look at it, cancel or terminate it.
 */
public final class ModelSession {

  private final int processId;
  private final Octets secretKey;
  private final Duration statementTimeout;
  private final SimScheduler scheduler;
  private final SimEnd end;
  private final ModelWire wire;
  private final Thread thread = Thread.currentThread();
  private final ModelTransaction transaction = new ModelTransaction();
  private final ModelStatements statements = new ModelStatements();
  private final ModelExecution execution;
  private final ModelSettings settings = new ModelSettings();
  private boolean skipping;
  private boolean waiting;
  private boolean cancelRequested;
  private boolean terminated;
  private boolean over;
  private int begun;
  private int cancelled;

  ModelSession(
      ModelServer server,
      SimScheduler scheduler,
      SimEnd end,
      ModelWire wire,
      int processId,
      Octets secretKey,
      Duration statementTimeout) {
    this.scheduler = scheduler;
    this.end = end;
    this.wire = wire;
    this.processId = processId;
    this.secretKey = secretKey;
    this.statementTimeout = statementTimeout;
    this.execution = new ModelExecution(server, this, wire, scheduler);
  }

  public int processId() {
    return processId;
  }

  /** Statements that have begun to run here. */
  public int begun() {
    return begun;
  }

  /** Statements that were cancelled here. */
  public int cancelled() {
    return cancelled;
  }

  public TransactionStatus status() {
    return transaction.status();
  }

  /** True where it waits for a request, outside of a transaction. */
  public boolean idle() {
    return waiting && !skipping && !transaction.inBlock();
  }

  /** True where a setting was set or a channel is listened to. */
  public boolean dirty() {
    return settings.dirty();
  }

  /** The names in pg_prepared_statements. */
  public Set<String> prepared() {
    return statements.names();
  }

  /** The names in pg_listening_channels(). */
  public Set<String> listening() {
    return settings.channels();
  }

  /** True once the session has ended, for whatever reason. */
  public boolean over() {
    return over;
  }

  /** As pg_cancel_backend: hits what runs now; nothing, where nothing runs. */
  public void cancel() {
    cancelRequested = true;
    LockSupport.unpark(thread);
  }

  /** As pg_terminate_backend: ends with FATAL 57P01. */
  public void terminate() {
    terminated = true;
    LockSupport.unpark(thread);
  }

  /** As kill -9: the link is reset without a word. */
  public void kill() {
    end.reset();
  }

  boolean matches(int otherProcessId, Octets otherKey) {
    return !over && processId == otherProcessId && secretKey.equals(otherKey);
  }

  void offer(NotificationResponse notification) {
    if (!over && settings.offer(notification)) {
      LockSupport.unpark(thread);
    }
  }

  ModelTransaction transaction() {
    return transaction;
  }

  /** How long a statement may run; zero is no limit. */
  Duration statementTimeout() {
    return statementTimeout;
  }

  void countBegun() {
    begun++;
  }

  boolean interrupted() {
    return cancelRequested || terminated;
  }

  void checkInterrupts(String detail) throws ModelError {
    if (terminated) {
      throw new ModelError(
          "FATAL", "57P01", "terminating connection due to administrator command", detail);
    } else if (cancelRequested) {
      cancelRequested = false;
      cancelled++;
      throw new ModelError("ERROR", "57014", "canceling statement due to user request", detail);
    }
  }

  /** Runs from behind the login to the end. */
  void run() throws IOException {
    try {
      boolean goesOn = true;
      ready();
      while (goesOn) {
        FrontendMessage message = next();
        goesOn = message != null && !(message instanceof Terminate) && handle(message);
      }
    } catch (PgProtocolException broken) {
      scheduler.violation("the client broke the protocol: " + broken.getMessage());
    } finally {
      over = true;
      waiting = false;
    }
  }

  /**
   * The next request; null at the end of the stream. What came to cancel the one before is
   * forgotten.
   */
  private @Nullable FrontendMessage next() throws IOException {
    waiting = true;
    while (!wire.awaitMessage(() -> terminated || deliverable())) {
      if (terminated) {
        break;
      }
      notifyNow();
    }
    FrontendMessage message = wire.next(() -> terminated);
    waiting = false;
    cancelRequested = false;
    if (message == null && terminated) {
      try {
        checkInterrupts("");
      } catch (ModelError fatal) {
        fail(fatal);
      }
    }
    return message;
  }

  private boolean handle(FrontendMessage message) throws IOException {
    if (skipping && !(message instanceof Sync)) {
      return true;
    }
    try {
      dispatch(message);
    } catch (ModelError error) {
      fail(error);
      if (error.fatal()) {
        return false;
      } else if (message instanceof Query) {
        ready();
      } else {
        skipping = true;
      }
    }
    return true;
  }

  private void dispatch(FrontendMessage message) throws IOException, ModelError {
    switch (message) {
      case Query query -> simple(query.sql());
      case Parse parse -> {
        statements.parse(parse, transaction.failed());
        wire.send(new ParseComplete());
      }
      case Bind bind -> {
        statements.bind(bind, transaction.failed());
        wire.send(new BindComplete());
      }
      case Describe describe -> statements.describe(describe, wire);
      case Execute execute -> execution.run(statements.portal(execute.portal()), execute.maxRows());
      case Close close -> {
        statements.close(close);
        wire.send(new CloseComplete());
      }
      case Flush flush -> wire.flush();
      case Sync sync -> ready();
      case CopyData late -> {}
      case CopyDone late -> {}
      case CopyFail late -> {}
      case FrontendMessage other -> {
        scheduler.violation("the client sent " + other + " to a session");
        throw new ModelError("FATAL", "08P01", "invalid frontend message", "");
      }
    }
  }

  private void simple(String text) throws IOException, ModelError {
    boolean empty = true;
    for (String part : text.split(";", -1)) {
      ModelSql sql = ModelSql.parse(part);
      if (sql.verb() != ModelSql.Verb.EMPTY) {
        empty = false;
        long nonce = sql.literalNonce().orElse(0);
        ModelPortal portal = new ModelPortal(sql, nonce, List.<Format>of());
        if (sql.verb().described() && !transaction.failed()) {
          wire.send(portal.describe());
        }
        execution.run(portal, 0);
      }
    }
    if (empty) {
      wire.send(new EmptyQueryResponse());
    }
    ready();
  }

  /** A statement that changes the session and has no rows; gives its tag. */
  String utility(ModelSql sql) {
    if (settings.run(sql)) {
      statements.dropStatements();
    }
    return sql.words().getFirst().toUpperCase(Locale.ROOT);
  }

  private void fail(ModelError error) throws IOException {
    transaction.fail();
    wire.send(new ErrorResponse(error.diagnostic()));
    if (error.fatal()) {
      wire.flush();
    }
  }

  private void ready() throws IOException {
    skipping = false;
    if (!transaction.inBlock()) {
      statements.dropPortals();
      sendNotifications();
    }
    wire.send(new ReadyForQuery(transaction.status()));
    wire.flush();
  }

  private boolean deliverable() {
    return settings.notified() && !transaction.inBlock() && !skipping;
  }

  private void notifyNow() throws IOException {
    sendNotifications();
    wire.flush();
  }

  private void sendNotifications() throws IOException {
    for (NotificationResponse notification : settings.takeNotifications()) {
      wire.send(notification);
    }
  }

  @Override
  public String toString() {
    return "backend " + processId + (over ? " over" : idle() ? " idle" : " busy ") + status();
  }
}
