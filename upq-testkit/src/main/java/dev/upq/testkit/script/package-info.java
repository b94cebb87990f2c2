// SPDX-License-Identifier: Apache-2.0
/**
 * A scripted server: {@link dev.upq.testkit.script.FakeServer} listens on a loopback port and runs
 * a {@link dev.upq.testkit.script.Script} with each client. A script is straight code that reads
 * what it expects and sends what it likes, right or wrong, through its {@link
 * dev.upq.testkit.script.Conversation}.
 *
 * <pre>{@code
 * try (FakeServer server = FakeServer.serving(conversation -> {
 *   Greeting.postgres18().accept(conversation);
 *   conversation.expect(Query.class);
 *   conversation.send(new CommandComplete("SELECT 0"), new ReadyForQuery(TransactionStatus.IDLE));
 *   conversation.expect(Terminate.class);
 * })) {
 *   // connect a client to server.port()
 * }
 * }</pre>
 *
 * <p>Nothing here waits for ever: a server has a total time limit, after which it cuts every
 * connection and its {@link dev.upq.testkit.script.FakeServer#close()} says what each script was
 * waiting for.
 */
@NullMarked
package dev.upq.testkit.script;

import org.jspecify.annotations.NullMarked;
