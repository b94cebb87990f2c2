// SPDX-License-Identifier: Apache-2.0
package dev.upq.auth;

import dev.upq.fault.PgProtocolException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;
import java.util.random.RandomGenerator;

/**
 * The client's half of one SCRAM-SHA-256 exchange, with or without channel binding. One thread at a
 * time.
 *
 * <pre>
 * NEW         clientFirst -&gt; FIRST_SENT
 * FIRST_SENT  clientFinal -&gt; FINAL_SENT  (the server's first message has come)
 * FINAL_SENT  verify      -&gt; VERIFIED    (its last message has come, the signature is right)
 * any state   a failure, or a call out of order -&gt; BROKEN
 * </pre>
 *
 * <p>The server is known to know the password only in VERIFIED: AuthenticationOk must not be
 * believed before {@link #verified()} is true.
 *
 * <p>Every failure is a {@link PgProtocolException} with {@code Sent.MAYBE} and ends the exchange.
 * A server cannot keep a processor busy by asking for billions of rounds of hashing: the number is
 * checked before the first round.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc5802">RFC 5802</a>
 * @see <a href="https://www.rfc-editor.org/rfc/rfc7677">RFC 7677</a>
 * @see <a href="https://www.postgresql.org/docs/18/sasl-authentication.html">SASL
 *     authentication</a>
 */
public final class ScramClient {

  /** Rounds of hashing that are done at most, unless told otherwise. */
  public static final int DEFAULT_MAX_ITERATIONS = 100_000;

  /** Rounds below which {@link #weakIterations()} warns: the least that RFC 7677 asks for. */
  public static final int WEAK_BELOW_ITERATIONS = 4_096;

  /** Random bytes in a nonce. */
  private static final int NONCE_BYTES = 18;

  private enum State {
    NEW,
    FIRST_SENT,
    FINAL_SENT,
    VERIFIED,
    BROKEN
  }

  private final GsBinding binding;
  private final String nonce;
  private final String clientFirstBare;
  private final int minIterations;
  private final int maxIterations;
  private final byte[] password;
  private State state = State.NEW;
  private int iterations;
  private byte[] expectedSignature = {};

  private ScramClient(
      byte[] password,
      GsBinding binding,
      String user,
      String nonce,
      int minIterations,
      int maxIterations) {
    if (minIterations < 1 || maxIterations < minIterations) {
      throw new IllegalArgumentException(minIterations + " to " + maxIterations + " iterations");
    }
    this.password = password;
    this.binding = binding;
    this.nonce = nonce;
    this.clientFirstBare = "n=" + user + ",r=" + nonce;
    this.minIterations = minIterations;
    this.maxIterations = maxIterations;
  }

  /**
   * Begins an exchange.
   *
   * @param password as the user gave it; prepared by {@link SaslPrep}
   * @param binding what to say about channel binding
   * @param nonceSource where the nonce comes from; must be a {@link java.security.SecureRandom}
   *     outside of tests
   * @param maxIterations rounds of hashing that are done at most, 1 or more
   * @throws dev.upq.fault.PgConfigException if the password cannot be sent as UTF-8
   */
  public static ScramClient start(
      String password, GsBinding binding, RandomGenerator nonceSource, int maxIterations) {
    return start(password, binding, nonceSource, 1, maxIterations);
  }

  /**
   * Begins an exchange that also refuses too few rounds of hashing. A false server that asks for
   * few can try out passwords fast on the proof that it is sent.
   *
   * @param minIterations rounds below which the server is refused, 1 to {@code maxIterations}
   */
  public static ScramClient start(
      String password,
      GsBinding binding,
      RandomGenerator nonceSource,
      int minIterations,
      int maxIterations) {
    byte[] random = new byte[NONCE_BYTES];
    nonceSource.nextBytes(random);
    String nonce = Base64.getEncoder().encodeToString(random);
    return startWithNonce(password, binding, "", nonce, minIterations, maxIterations);
  }

  /** With user and nonce given, for comparing with published exchanges. */
  static ScramClient startWithNonce(
      String password,
      GsBinding binding,
      String user,
      String nonce,
      int minIterations,
      int maxIterations) {
    byte[] prepared = SaslPrep.passwordBytes(password);
    return new ScramClient(prepared, binding, user, nonce, minIterations, maxIterations);
  }

  /** The mechanism to name in SASLInitialResponse. */
  public String mechanism() {
    return binding.mechanism();
  }

  /**
   * The data of SASLInitialResponse. The user is empty: PostgreSQL takes it from the startup
   * message.
   */
  public byte[] clientFirst() {
    step(State.NEW, State.FIRST_SENT, "the exchange has begun already");
    return (binding.header() + clientFirstBare).getBytes(StandardCharsets.US_ASCII);
  }

  /**
   * Answers the server's first message. Hashes the password, which keeps a processor busy for up to
   * a fifth of a second at the default limit: call it off the carriers of virtual threads.
   *
   * @param serverFirst the data of AuthenticationSASLContinue
   * @return the data of SASLResponse
   * @throws PgProtocolException if the message is malformed, its nonce does not extend ours, it
   *     asks for more or fewer rounds than allowed, or it comes at another time than after {@link
   *     #clientFirst}
   */
  public byte[] clientFinal(byte[] serverFirst) {
    step(State.FIRST_SENT, State.BROKEN, "AuthenticationSASLContinue came out of turn");
    ScramAttributes attributes = new ScramAttributes(serverFirst);
    if (attributes.nextIs('m')) {
      throw ScramAttributes.broken("the server demands an extension that is not known here");
    }
    String wholeNonce = extended(attributes.value('r'));
    byte[] salt = attributes.base64('s');
    iterations = bounded(attributes.number('i'));
    attributes.end();

    String withoutProof = "c=" + binding.base64() + ",r=" + wholeNonce;
    String authMessage =
        clientFirstBare
            + ','
            + new String(serverFirst, StandardCharsets.US_ASCII)
            + ','
            + withoutProof;
    ScramKeys keys = ScramKeys.derive(password, salt, iterations);
    Arrays.fill(password, (byte) 0);
    expectedSignature = keys.serverSignature(authMessage);
    byte[] proof = keys.clientProof(authMessage);
    keys.forget();
    state = State.FINAL_SENT;
    return (withoutProof + ",p=" + Base64.getEncoder().encodeToString(proof))
        .getBytes(StandardCharsets.US_ASCII);
  }

  private String extended(String wholeNonce) {
    if (!wholeNonce.startsWith(nonce)) {
      throw ScramAttributes.broken("the server's nonce does not extend ours");
    }
    if (wholeNonce.length() == nonce.length()) {
      throw ScramAttributes.broken("the server added nothing to our nonce");
    }
    return wholeNonce;
  }

  private int bounded(long asked) {
    if (asked < minIterations || asked > maxIterations) {
      throw ScramAttributes.broken(
          "the server asks for "
              + asked
              + " iterations, "
              + minIterations
              + " to "
              + maxIterations
              + " are allowed");
    }
    return (int) asked;
  }

  /**
   * Checks the server's last message: only a server that knows the password's verifier can have
   * signed this exchange.
   *
   * @param serverFinal the data of AuthenticationSASLFinal
   * @throws PgProtocolException if the message is malformed, is the server's error, carries a wrong
   *     signature, or comes at another time than after {@link #clientFinal}
   */
  public void verify(byte[] serverFinal) {
    step(State.FINAL_SENT, State.BROKEN, "AuthenticationSASLFinal came out of turn");
    ScramAttributes attributes = new ScramAttributes(serverFinal);
    if (attributes.nextIs('e')) {
      throw ScramAttributes.broken("the server ended the exchange with an error");
    }
    byte[] signature = attributes.base64('v');
    attributes.end();
    if (!MessageDigest.isEqual(expectedSignature, signature)) {
      throw ScramAttributes.broken("the server does not know the password: its signature is wrong");
    }
    state = State.VERIFIED;
  }

  /** True once the server has proved that it knows the password's verifier. */
  public boolean verified() {
    return state == State.VERIFIED;
  }

  /**
   * True where the server asked for fewer than {@value #WEAK_BELOW_ITERATIONS} rounds, which is
   * worth a warning.
   */
  public boolean weakIterations() {
    return iterations > 0 && iterations < WEAK_BELOW_ITERATIONS;
  }

  private void step(State from, State to, String otherwise) {
    State before = state;
    state = State.BROKEN;
    if (before != from) {
      throw ScramAttributes.broken(otherwise);
    }
    state = to;
  }
}
