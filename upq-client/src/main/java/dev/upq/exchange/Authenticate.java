// SPDX-License-Identifier: Apache-2.0
package dev.upq.exchange;

import dev.upq.auth.ChannelBinding;
import dev.upq.auth.GsBinding;
import dev.upq.auth.Md5Password;
import dev.upq.auth.RequireAuth;
import dev.upq.auth.ScramClient;
import dev.upq.channel.Opening;
import dev.upq.fault.PgConnectException;
import dev.upq.fault.PgConnectException.Reason;
import dev.upq.fault.PgProtocolException;
import dev.upq.wire.Authentication;
import dev.upq.wire.AuthenticationCleartextPassword;
import dev.upq.wire.AuthenticationMD5Password;
import dev.upq.wire.AuthenticationOk;
import dev.upq.wire.AuthenticationSASL;
import dev.upq.wire.AuthenticationSASLContinue;
import dev.upq.wire.AuthenticationSASLFinal;
import dev.upq.wire.AuthenticationUnsupported;
import dev.upq.wire.Octets;
import dev.upq.wire.PasswordMessage;
import dev.upq.wire.SASLInitialResponse;
import dev.upq.wire.SASLResponse;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Proves who we are, and with SCRAM that the server knows us too. Confined to the thread that
 * connects.
 *
 * <pre>
 * B  AuthenticationOk                                          (trust)
 *
 * B  AuthenticationCleartextPassword | AuthenticationMD5Password
 * F  PasswordMessage
 * B  AuthenticationOk
 *
 * B  AuthenticationSASL
 * F  SASLInitialResponse   client-first-message
 * B  AuthenticationSASLContinue
 * F  SASLResponse          client-final-message
 * B  AuthenticationSASLFinal
 * B  AuthenticationOk
 * </pre>
 *
 * <p>AuthenticationOk in the middle of a SASL exchange is refused: it would skip the server's own
 * proof.
 */
final class Authenticate {

  private final Opening opening;
  private final Login login;

  Authenticate(Opening opening, Login login) {
    this.opening = opening;
    this.login = login;
  }

  /** Goes on from the server's first request to AuthenticationOk. */
  void run(Authentication request) throws IOException {
    if (request instanceof AuthenticationOk) {
      // Nothing is asked for, and nothing of what could be is loaded.
      require(RequireAuth.Method.NONE);
      return;
    }
    switch (request) {
      case AuthenticationOk ok -> require(RequireAuth.Method.NONE);
      case AuthenticationCleartextPassword cleartext -> {
        require(RequireAuth.Method.PASSWORD);
        opening.send(new PasswordMessage(password()));
        expectOk();
      }
      case AuthenticationMD5Password md5 -> {
        require(RequireAuth.Method.MD5);
        byte[] salt = ByteBuffer.allocate(Md5Password.SALT_BYTES).putInt(md5.salt()).array();
        opening.send(new PasswordMessage(Md5Password.response(login.user(), password(), salt)));
        expectOk();
      }
      case AuthenticationSASL sasl -> scram(sasl);
      case AuthenticationSASLContinue early -> throw disorder("SASLContinue");
      case AuthenticationSASLFinal early -> throw disorder("SASLFinal");
      case AuthenticationUnsupported other ->
          throw refused(
              "the server asks for authentication method "
                  + other.code()
                  + " (GSSAPI, SSPI or newer), which is not supported here; change pg_hba.conf to"
                  + " scram-sha-256");
    }
  }

  private void scram(AuthenticationSASL sasl) throws IOException {
    require(RequireAuth.Method.SCRAM_SHA_256);
    GsBinding binding =
        GsBinding.choose(
            wish(),
            opening.encrypted(),
            opening.serverCertificate().flatMap(ChannelBinding::tlsServerEndPoint),
            sasl.mechanisms());
    ScramClient scram =
        ScramClient.start(password(), binding, new SecureRandom(), login.scramMaxIterations());
    opening.send(
        new SASLInitialResponse(scram.mechanism(), Octets.of(trusted(scram::clientFirst))));
    if (!(next() instanceof AuthenticationSASLContinue first)) {
      throw disorder("something else where SASLContinue belongs");
    }
    byte[] proof =
        opening.hashing(() -> trusted(() -> scram.clientFinal(first.data().toByteArray())));
    opening.send(new SASLResponse(Octets.of(proof)));
    if (!(next() instanceof AuthenticationSASLFinal last)) {
      throw disorder("something else where SASLFinal belongs");
    }
    trusted(
        () -> {
          scram.verify(last.data().toByteArray());
          return true;
        });
    expectOk();
  }

  private void expectOk() throws IOException {
    if (!(next() instanceof AuthenticationOk)) {
      throw disorder("something else where AuthenticationOk belongs");
    }
  }

  private Authentication next() throws IOException {
    return Startup.authentication(opening.next());
  }

  private void require(RequireAuth.Method method) {
    boolean bindingKept =
        login.channelBinding() != GsBinding.Wish.REQUIRE
            || method == RequireAuth.Method.SCRAM_SHA_256;
    if (!bindingKept) {
      throw refused(
          "channel_binding=require, but the server asks for "
              + method.text()
              + " and not for SCRAM");
    }
    if (!login.requireAuth().allows(method, login.unseen() || opening.encrypted())) {
      throw refused(
          "the server asks for the method "
              + method.text()
              + (login.requireAuth().isDefault()
                  ? ", which is refused unless require_auth allows it; use scram-sha-256 on the"
                      + " server"
                  : ", which require_auth=" + login.requireAuth() + " does not allow"));
    }
  }

  private GsBinding.Wish wish() {
    return login.channelBinding();
  }

  /** An empty password is none: it is refused here and never sent, as in libpq. */
  private String password() {
    Optional<String> password = login.password().get().filter(word -> !word.isEmpty());
    return password.orElseThrow(
        () ->
            refused(
                "the server asks for a password and there is none; set it in the URI, PGPASSWORD or"
                    + " the password file"));
  }

  /** A SCRAM message that is out of order or wrong comes from somebody who cannot be trusted. */
  private static <T> T trusted(Supplier<T> step) {
    try {
      return step.get();
    } catch (PgProtocolException untrusted) {
      throw new PgConnectException(
          Reason.AUTHENTICATION, String.valueOf(untrusted.getMessage()), null, untrusted);
    }
  }

  private static PgConnectException disorder(String what) {
    return new PgConnectException(
        Reason.PROTOCOL, "the server broke the order of authentication: " + what, null, null);
  }

  private static PgConnectException refused(String why) {
    return new PgConnectException(Reason.AUTHENTICATION, why, null, null);
  }
}
