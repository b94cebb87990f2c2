// SPDX-License-Identifier: Apache-2.0
/**
 * Notifications: {@link dev.upq.notify.PgChannelDispatcher} hands what comes on channels to those
 * who subscribed, {@link dev.upq.notify.PgPublisher} sends.
 *
 * <p>It is a way to be told soon that something has changed. It is not a queue: the server keeps
 * notifications for those who listen at the moment only, and forgets them when it crashes. What has
 * to be done once, whatever happens, belongs into a table; a notification tells that it is there.
 *
 * <p>A subscription's events, in the order of the server:
 *
 * <pre>
 *   Subscribed  ( Notification | Dropped | Gap )*
 * </pre>
 *
 * <p>States of a subscription: waiting (LISTEN is not committed) → live → closed; waiting → closed.
 * Those of the connection are in {@code dev.upq.standing}.
 *
 * <p>Threads: the standing connection's keeper takes notifications off the connection and puts them
 * into the queues of subscriptions; it never runs a handler, and waits for none but where {@link
 * dev.upq.notify.Overflow#BLOCK_READER} says so, and then within a limit. A queue with something in
 * it has one virtual thread that calls the handler, or one a stripe of keys; an empty one has none.
 * LISTEN and UNLISTEN are the keeper's too: callers change what is wanted and rouse it, and it
 * makes the connection listen to exactly that. So a handler may subscribe, unsubscribe and close.
 *
 * <p>Invariants. A subscription is told Subscribed once, after LISTEN was committed for all its
 * channels; nothing before. At a new connection all LISTENs are committed first, then every live
 * subscription has one Gap, then comes what the new connection brings; nothing of an old connection
 * comes behind it. Between Subscribed or Gap and the next Gap or Dropped, nothing that was sent is
 * missing, nothing comes twice. Whoever reads the state at Subscribed and at each Gap sees every
 * change, in that reading or by a notification. A channel is listened to as long as somebody wants
 * it. Queues are bounded, and what does not fit is told at its place. After close has returned, no
 * handler is called.
 */
@NullMarked
package dev.upq.notify;

import org.jspecify.annotations.NullMarked;
