// SPDX-License-Identifier: Apache-2.0
package dev.upq.connection;

import dev.upq.catalogue.SessionTypes;
import dev.upq.channel.Channel;
import dev.upq.exchange.Call;
import dev.upq.time.Deadline;
import java.time.Duration;

/** Begins the calls of one connection, each with its deadline. Thread-safe. */
final class Calls {

  private static final Duration NO_LIMIT = Duration.ofNanos(Long.MAX_VALUE);

  private final ConnectionSetup setup;
  private final Channel channel;
  private final SessionTypes types;
  private final PreparedStatements statements;
  private final boolean limited;
  private final Call endless;

  Calls(ConnectionSetup setup, Channel channel, SessionTypes types, PreparedStatements statements) {
    this.setup = setup;
    this.channel = channel;
    this.types = types;
    this.statements = statements;
    this.limited = setup.config().queryTimeout().isPositive();
    this.endless = bare(Deadline.never(setup.clock()), true);
  }

  /**
   * One whose deadline is that of the current block of calls, or the configuration's. It begins
   * once nothing is under way that was sent ahead of use.
   */
  Call begin() {
    Call call = riding();
    statements.awaitWarmed(call);
    return call;
  }

  /** As {@link #begin()}, for what is sent again where it is hit by another's cancelling. */
  Call riding() {
    if (!Deadline.overCall() && !limited) {
      statements.begin(endless);
      return endless;
    }
    Duration limit = limited ? setup.config().queryTimeout() : NO_LIMIT;
    return riding(Deadline.forCall(setup.clock(), limit), true);
  }

  Call begin(Deadline deadline, boolean interruptible) {
    Call call = riding(deadline, interruptible);
    statements.awaitWarmed(call);
    return call;
  }

  Call riding(Deadline deadline, boolean interruptible) {
    Call call = bare(deadline, interruptible);
    statements.begin(call);
    return call;
  }

  /** One in front of which nothing is sent. */
  Call bare(Deadline deadline, boolean interruptible) {
    return new Call(
        channel,
        deadline,
        interruptible,
        types,
        setup.mapping(),
        statements.held(),
        setup.config().maxResultBytes());
  }
}
