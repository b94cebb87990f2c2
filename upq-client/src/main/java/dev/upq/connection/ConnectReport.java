// SPDX-License-Identifier: Apache-2.0
package dev.upq.connection;

import dev.upq.config.HostPort;
import dev.upq.config.PgConfig;
import dev.upq.fault.PgConnectException;
import dev.upq.fault.PgConnectException.Reason;
import java.io.IOException;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLProtocolException;
import org.jspecify.annotations.Nullable;

/**
 * What happened while connecting, told in one line at the end. Written by the attempt's thread,
 * read by its caller when it gives up: the stage is volatile, the rest is read after the attempt
 * has failed.
 */
final class ConnectReport {

  private final PgConfig config;
  private final List<PgConnectException> failures = new ArrayList<>();
  private final List<HostPort> hosts = new ArrayList<>();
  private volatile String stage = "starting";

  ConnectReport(PgConfig config) {
    this.config = config;
  }

  void stage(String now) {
    stage = now;
  }

  /** One address failed. */
  void failed(HostPort host, PgConnectException why) {
    hosts.add(host);
    failures.add(why);
  }

  /** The exception for what is left when no address is. */
  PgConnectException exception() {
    if (failures.isEmpty()) {
      return new PgConnectException(
          Reason.UNREACHABLE, prefix(where()) + "no address to try", null, null);
    }
    PgConnectException last = failures.getLast();
    if (failures.stream().map(Throwable::getMessage).distinct().count() == 1
        && hosts.stream().distinct().count() == 1) {
      return told(prefix(hosts.getLast().toString()) + last.getMessage() + hint(last), last);
    }
    StringBuilder all = new StringBuilder(prefix(where()));
    for (int i = 0; i < failures.size(); i++) {
      all.append(i == 0 ? "" : "; ")
          .append(hosts.get(i))
          .append(": ")
          .append(failures.get(i).getMessage());
    }
    return told(all + hint(last), last);
  }

  /** The exception for a caller whose time is over. */
  PgConnectException timeout() {
    return new PgConnectException(
        Reason.TIMEOUT,
        prefix(where())
            + "no connection within the deadline, the last step was: "
            + stage
            + "; check the network, or raise connect_timeout",
        null,
        null);
  }

  private PgConnectException told(String line, PgConnectException cause) {
    return new PgConnectException(cause.reason(), line, cause.diagnostic().orElse(null), cause);
  }

  private String where() {
    return config.hosts().stream().map(HostPort::toString).collect(Collectors.joining(","));
  }

  private String prefix(String where) {
    return "cannot connect to "
        + where
        + " as user \""
        + config.user()
        + "\" to database \""
        + config.database()
        + "\": ";
  }

  private String hint(PgConnectException why) {
    String hint =
        switch (why.reason()) {
          case UNKNOWN_HOST -> "check the host's name";
          case UNREACHABLE -> "is PostgreSQL running there, and does it listen on that address?";
          case TIMEOUT -> "check the network, or raise connect_timeout";
          case TLS -> tlsHint(why);
          case AUTHENTICATION ->
              "check user and password (URI, PGPASSWORD or password file) and the server's"
                  + " pg_hba.conf";
          case DATABASE -> "create it (createdb " + config.database() + ") or name another";
          case FULL -> "raise max_connections on the server, or lower the pools that use it";
          case NOT_READY -> "try again in a moment";
          case WRONG_ROLE ->
              "target_session_attrs=" + config.targetSessionAttrs().text() + " is set";
          case REFUSED -> "";
          case PROTOCOL -> "is that a PostgreSQL server's port?";
        };
    return hint.isEmpty() || String.valueOf(why.getMessage()).endsWith("; " + hint)
        ? ""
        : "; " + hint;
  }

  private String tlsHint(PgConnectException why) {
    return why.getCause() == null
        ? "switch TLS on at the server, or lower sslmode=" + config.sslMode().text()
        : "check sslrootcert and the server's certificate (sslmode="
            + config.sslMode().text()
            + ")";
  }

  /** The kind of failure that an exception of the link is. */
  static PgConnectException of(IOException failed, boolean inTls) {
    if (failed instanceof UnknownHostException) {
      return new PgConnectException(Reason.UNKNOWN_HOST, "the host is not known", null, failed);
    }
    if (failed instanceof SSLProtocolException) {
      // Data in front of the handshake: somebody tampers, and no other way of encryption is tried.
      return new PgConnectException(Reason.PROTOCOL, text(failed), null, failed);
    }
    Reason reason = inTls || failed instanceof SSLException ? Reason.TLS : Reason.UNREACHABLE;
    return new PgConnectException(reason, text(failed), null, failed);
  }

  private static String text(IOException failed) {
    @Nullable String message = failed.getMessage();
    String text = message == null ? failed.getClass().getSimpleName() : message;
    return text.replaceAll("[\\p{Cntrl}]+", " ");
  }
}
