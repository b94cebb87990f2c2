// SPDX-License-Identifier: Apache-2.0
package dev.upq.proof.sim;

import dev.upq.wire.CommandComplete;
import dev.upq.wire.CopyData;
import dev.upq.wire.CopyDone;
import dev.upq.wire.CopyFail;
import dev.upq.wire.CopyInResponse;
import dev.upq.wire.CopyOutResponse;
import dev.upq.wire.EmptyQueryResponse;
import dev.upq.wire.Flush;
import dev.upq.wire.FrontendMessage;
import dev.upq.wire.NoticeResponse;
import dev.upq.wire.Octets;
import dev.upq.wire.PortalSuspended;
import dev.upq.wire.Sync;
import java.io.EOFException;
import java.io.IOException;
import java.time.Duration;
import java.util.List;

/** Runs statements for a session. Confined to the session's thread. */
final class ModelExecution {

  private static final List<Integer> COPY_COLUMNS = List.of(0, 0);
  private static final int SLOW_MILLIS = 8;

  private final ModelServer server;
  private final ModelSession session;
  private final ModelWire wire;
  private final SimScheduler scheduler;

  ModelExecution(ModelServer server, ModelSession session, ModelWire wire, SimScheduler scheduler) {
    this.server = server;
    this.session = session;
    this.wire = wire;
    this.scheduler = scheduler;
  }

  /** Runs a portal to its end or to {@code maxRows} more rows; 0 means all. */
  void run(ModelPortal portal, int maxRows) throws IOException, ModelError {
    ModelSql sql = portal.sql();
    if (session.transaction().failed() && !sql.verb().endsFailure()) {
      throw failedTransaction();
    }
    boolean first = portal.begin();
    if (first) {
      session.countBegun();
      if (sql.verb().nonced()) {
        server.countBegun(portal.answer().nonce());
      }
    }
    checkInterrupts(portal);
    switch (sql.verb()) {
      case NONCE, SLOW, SELECT, FAIL -> rows(portal, maxRows);
      case NOTICE -> {
        if (first) {
          notice(portal);
        }
        rows(portal, maxRows);
      }
      case COPYIN -> copyIn(portal);
      case COPYOUT -> copyOut(portal);
      case BEGIN, COMMIT, ROLLBACK, ROLLBACK_TO, SAVEPOINT, RELEASE ->
          wire.send(new CommandComplete(session.transaction().run(sql)));
      case UTILITY -> wire.send(new CommandComplete(session.utility(sql)));
      case EMPTY -> wire.send(new EmptyQueryResponse());
      case UNKNOWN -> throw syntaxError(sql);
    }
  }

  static ModelError failedTransaction() {
    return new ModelError(
        "25P02", "current transaction is aborted, commands ignored until end of transaction block");
  }

  static ModelError syntaxError(ModelSql sql) {
    return new ModelError("42601", "syntax error in \"" + sql.text() + "\"");
  }

  private void rows(ModelPortal portal, int maxRows) throws IOException, ModelError {
    boolean slow = portal.sql().verb() == ModelSql.Verb.SLOW;
    int last = maxRows == 0 ? Integer.MAX_VALUE : portal.rowsGiven() + maxRows;
    while (portal.rowsLeft()) {
      if (portal.rowsGiven() == last) {
        wire.send(new PortalSuspended());
        return;
      }
      checkInterrupts(portal);
      if (slow && portal.rowsGiven() == portal.answer().rows() / 2) {
        work(portal);
      }
      wire.send(portal.row());
    }
    if (slow && portal.answer().rows() == 0) {
      work(portal);
    } else if (portal.sql().verb() == ModelSql.Verb.FAIL) {
      throw new ModelError(
          "ERROR",
          "P0001",
          "planned failure of nonce " + portal.answer().nonce(),
          portal.answer().detail());
    }
    checkInterrupts(portal);
    complete(portal, portal.tag());
  }

  private void complete(ModelPortal portal, String tag) throws IOException {
    server.countCompleted(portal.answer().nonce());
    wire.send(new CommandComplete(tag));
  }

  /** Lets virtual time pass; a cancel or the end of the session wakes it. */
  private void work(ModelPortal portal) throws ModelError {
    int asked = portal.sql().millis();
    long millis = asked >= 0 ? asked : 1 + Math.floorMod(portal.answer().nonce(), SLOW_MILLIS);
    Duration limit = session.statementTimeout();
    boolean late = limit.isPositive() && limit.toMillis() < millis;
    Duration running = late ? limit : Duration.ofMillis(millis);
    long until = scheduler.clock().nanos() + running.toNanos();
    while (!session.interrupted() && scheduler.clock().nanos() < until) {
      scheduler.clock().parkUntil(portal, until);
    }
    checkInterrupts(portal);
    if (late) {
      throw new ModelError(
          "ERROR",
          "57014",
          "canceling statement due to statement timeout",
          portal.answer().detail());
    }
  }

  private void notice(ModelPortal portal) throws IOException {
    wire.send(
        new NoticeResponse(
            ModelError.diagnostic(
                "NOTICE",
                "00000",
                "notice of nonce " + portal.answer().nonce(),
                portal.answer().detail())));
  }

  private void copyOut(ModelPortal portal) throws IOException, ModelError {
    NonceAnswer answer = portal.answer();
    wire.send(new CopyOutResponse(0, COPY_COLUMNS));
    for (int i = 0; i < answer.rows(); i++) {
      checkInterrupts(portal);
      wire.send(CopyData.of(Octets.utf8(answer.nonce() + "\t" + answer.text(i) + "\n")));
    }
    wire.send(new CopyDone());
    complete(portal, answer.tag());
  }

  private void copyIn(ModelPortal portal) throws IOException, ModelError {
    wire.send(new CopyInResponse(0, COPY_COLUMNS));
    wire.flush();
    long count = 0;
    while (true) {
      FrontendMessage message = wire.next(session::interrupted);
      checkInterrupts(portal);
      switch (message) {
        case CopyData data -> count++;
        case CopyDone done -> {
          complete(portal, portal.answer().tag(count));
          return;
        }
        case CopyFail fail ->
            throw new ModelError(
                "ERROR",
                "57014",
                "COPY from stdin failed: " + fail.reason(),
                portal.answer().detail());
        case Flush flush -> wire.flush();
        case Sync sync -> {
          // While data is expected the server takes no notice of it.
        }
        case null -> throw new EOFException("in COPY");
        case FrontendMessage other ->
            throw new ModelError("FATAL", "08P01", "unexpected message during COPY: " + other, "");
      }
    }
  }

  private void checkInterrupts(ModelPortal portal) throws ModelError {
    scheduler.yieldPoint();
    session.checkInterrupts(portal.sql().verb().nonced() ? portal.answer().detail() : "");
  }
}
