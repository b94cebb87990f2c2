// SPDX-License-Identifier: Apache-2.0
package dev.upq.tx;

import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/**
 * All that can be said of a scope. Immutable.
 *
 * @param attempts how often the work may be run, 1 or more
 * @param causes for what it is run again
 * @param idle how long the server lets it do nothing; zero is no limit
 * @param commitWait how long COMMIT's answer is waited for, within the deadline if there is one
 * @param identified whether its number is asked for
 * @param resolve how long to ask for the end of one that is unknown
 * @param shared whether threads that were forked inside may use it, one after the other
 */
record ScopeOptions(
    TransactionOptions begin,
    Nesting nesting,
    PoolCalls calls,
    int attempts,
    Set<RetryCause> causes,
    Optional<Duration> deadline,
    Duration idle,
    Duration commitWait,
    boolean identified,
    Optional<Duration> resolve,
    boolean shared) {

  static final Duration COMMIT_WAIT = Duration.ofSeconds(30);

  private static final Duration IDLE = Duration.ofSeconds(30);

  static ScopeOptions standard() {
    return new ScopeOptions(
        TransactionOptions.standard(),
        Nesting.NESTED,
        PoolCalls.REFUSED,
        1,
        Set.of(RetryCause.SERIALIZATION, RetryCause.DEADLOCK, RetryCause.STALE_PLAN),
        Optional.empty(),
        IDLE,
        COMMIT_WAIT,
        false,
        Optional.empty(),
        false);
  }

  ScopeOptions begin(TransactionOptions its) {
    return new ScopeOptions(
        its,
        nesting,
        calls,
        attempts,
        causes,
        deadline,
        idle,
        commitWait,
        identified,
        resolve,
        shared);
  }

  ScopeOptions nesting(Nesting its) {
    return new ScopeOptions(
        begin,
        its,
        calls,
        attempts,
        causes,
        deadline,
        idle,
        commitWait,
        identified,
        resolve,
        shared);
  }

  ScopeOptions calls(PoolCalls its) {
    return new ScopeOptions(
        begin,
        nesting,
        its,
        attempts,
        causes,
        deadline,
        idle,
        commitWait,
        identified,
        resolve,
        shared);
  }

  ScopeOptions retry(int most, Set<RetryCause> its) {
    return new ScopeOptions(
        begin, nesting, calls, most, its, deadline, idle, commitWait, identified, resolve, shared);
  }

  ScopeOptions deadline(Duration its) {
    return new ScopeOptions(
        begin,
        nesting,
        calls,
        attempts,
        causes,
        Optional.of(its),
        idle,
        commitWait,
        identified,
        resolve,
        shared);
  }

  ScopeOptions idle(Duration its) {
    return new ScopeOptions(
        begin,
        nesting,
        calls,
        attempts,
        causes,
        deadline,
        its,
        commitWait,
        identified,
        resolve,
        shared);
  }

  ScopeOptions commitWait(Duration its) {
    return new ScopeOptions(
        begin, nesting, calls, attempts, causes, deadline, idle, its, identified, resolve, shared);
  }

  ScopeOptions identified(Optional<Duration> asking) {
    return new ScopeOptions(
        begin, nesting, calls, attempts, causes, deadline, idle, commitWait, true, asking, shared);
  }

  ScopeOptions asShared() {
    return new ScopeOptions(
        begin,
        nesting,
        calls,
        attempts,
        causes,
        deadline,
        idle,
        commitWait,
        identified,
        resolve,
        true);
  }
}
