// SPDX-License-Identifier: Apache-2.0
package dev.upq.connection;

import dev.upq.config.PgConfig;
import dev.upq.fault.PgConnectException;
import dev.upq.fault.PgConnectException.Reason;
import dev.upq.fault.PgException;
import dev.upq.fault.PgInterruptedException;
import dev.upq.fault.Sent;
import dev.upq.time.Deadline;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Makes connections. Thread-safe. It remembers which hosts could not be reached lately, and tries
 * those last.
 *
 * <p>The work is done by a thread of the crew, which tries host after host and address after
 * address; the caller waits for it. One deadline covers everything: name resolution, every address,
 * TLS, login. A caller that is interrupted or late leaves at once, and what had been opened is
 * closed.
 */
public final class Connector {

  private final ConnectionSetup setup;
  private final HostMemory memory = new HostMemory();

  public Connector(ConnectionSetup setup) {
    this.setup = setup;
  }

  public ConnectionSetup setup() {
    return setup;
  }

  /** As {@link #connect(Deadline)}, with the configuration's {@code connect_timeout}. */
  public PgConnection connect() {
    PgConfig config = setup.config();
    Deadline deadline =
        config.connectTimeout().isZero() || config.connectTimeout().isNegative()
            ? Deadline.never(setup.clock())
            : Deadline.forCall(setup.clock(), config.connectTimeout());
    return connect(deadline);
  }

  /**
   * Makes a connection that is logged in and ready.
   *
   * @throws PgConnectException where none can be made; its one line says where, as whom, why, and
   *     what to do
   * @throws PgInterruptedException where the caller is interrupted
   */
  public PgConnection connect(Deadline deadline) {
    long begun = setup.clock().nanos();
    Handover handover = new Handover();
    ConnectAttempt attempt = new ConnectAttempt(setup, memory, handover);
    setup.crew().start("upq-connect", attempt);
    PgConnection connection = handover.await(attempt, deadline);
    setup.probe().connected(setup.clock().nanos() - begun);
    return connection;
  }

  /**
   * Where the attempt's thread and its caller meet: exactly one of them ends up with the
   * connection.
   */
  static final class Handover {

    private final ReentrantLock lock = new ReentrantLock();
    // All guarded by lock.
    private @Nullable Thread waiting;
    private @Nullable PgConnection connection;
    private @Nullable PgException failure;
    private boolean left;

    /**
     * The attempt has made it; false where the caller has left, and the connection is the attempt's
     * to close.
     */
    boolean offer(PgConnection made) {
      Thread caller;
      lock.lock();
      try {
        if (left) {
          return false;
        }
        connection = made;
        caller = waiting;
      } finally {
        lock.unlock();
      }
      LockSupport.unpark(caller);
      return true;
    }

    void fail(PgException why) {
      Thread caller;
      lock.lock();
      try {
        failure = why;
        caller = waiting;
      } finally {
        lock.unlock();
      }
      LockSupport.unpark(caller);
    }

    private PgConnection await(ConnectAttempt attempt, Deadline deadline) {
      Thread self = Thread.currentThread();
      while (true) {
        PgException gaveUp = null;
        lock.lock();
        try {
          if (connection != null) {
            return connection;
          }
          if (failure != null) {
            throw failure;
          }
          if (self.isInterrupted()) {
            gaveUp = new PgInterruptedException("interrupted while connecting", Sent.NOTHING);
          } else if (deadline.passed()) {
            attempt.late();
            gaveUp = attempt.report().timeout();
          }
          waiting = gaveUp == null ? self : null;
          left = gaveUp != null;
        } finally {
          lock.unlock();
        }
        if (gaveUp != null) {
          attempt.abandon();
          throw gaveUp;
        }
        deadline.park(this);
      }
    }
  }

  /**
   * Opens a connection to what a URI or a key=value string names; see {@link
   * PgConfig#parse(String)}.
   */
  public static PgConnection open(String uriOrKeyValues) {
    return new Connector(ConnectionSetup.of(PgConfig.parse(uriOrKeyValues))).connect();
  }

  static PgConnectException unforeseen(Throwable cause) {
    return new PgConnectException(Reason.REFUSED, "connecting failed: " + cause, null, cause);
  }
}
