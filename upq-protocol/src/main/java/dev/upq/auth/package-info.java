// SPDX-License-Identifier: Apache-2.0
/**
 * What is said while a server finds out who we are, and we find out whether it knows our password:
 * computation only, no message and no socket.
 *
 * <ul>
 *   <li>{@link dev.upq.auth.ScramClient}: SCRAM-SHA-256 and SCRAM-SHA-256-PLUS, the client's half;
 *   <li>{@link dev.upq.auth.GsBinding} and {@link dev.upq.auth.ChannelBinding}: which certificate
 *       the exchange is tied to;
 *   <li>{@link dev.upq.auth.SaslPrep}: how a password becomes bytes;
 *   <li>{@link dev.upq.auth.Md5Password}: the answer to the old md5 request;
 *   <li>{@link dev.upq.auth.RequireAuth}: which methods are allowed at all.
 * </ul>
 *
 * <p>No text of the server goes into an exception: until the server has proved itself, anybody may
 * have written it. No exception and no {@code toString} shows a password or a key. What is secret
 * is compared in constant time.
 */
@NullMarked
package dev.upq.auth;

import org.jspecify.annotations.NullMarked;
