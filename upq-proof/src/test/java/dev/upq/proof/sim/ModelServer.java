// SPDX-License-Identifier: Apache-2.0
package dev.upq.proof.sim;

import dev.upq.bytes.ByteWriter;
import dev.upq.fault.Diagnostic;
import dev.upq.fault.PgProtocolException;
import dev.upq.wire.AuthenticationOk;
import dev.upq.wire.BackendKeyData;
import dev.upq.wire.CancelRequest;
import dev.upq.wire.ErrorResponse;
import dev.upq.wire.FrontendMessage;
import dev.upq.wire.GssEncRequest;
import dev.upq.wire.NegotiateProtocolVersion;
import dev.upq.wire.NotificationResponse;
import dev.upq.wire.Octets;
import dev.upq.wire.ParameterStatus;
import dev.upq.wire.SslRequest;
import dev.upq.wire.StartupMessage;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A small model of PostgreSQL for {@link SimTransport}: login without a password, the simple and
 * the extended protocol with its error rules, transactions, portals, COPY, notifications and cancel
 * requests, over a language of nonces (see the guide in {@code ModelSql}). Confined to its
 * scheduler's threads.
 *
 * <p>Like the real server it has signalled a cancel by the time it closes the cancelling link, and
 * a cancel that comes late hits whatever statement runs at that moment.
 */
public final class ModelServer implements SimTransport.Handler {

  private static final int NEWEST_MINOR = 2;
  private static final Pattern STATEMENT_TIMEOUT = Pattern.compile("statement_timeout=(\\d{1,9})");
  private static final int SHORT_KEY_BYTES = 4;
  private static final int LONG_KEY_BYTES = 32;
  private static final int FIRST_PROCESS_ID = 1_000;
  private static final Map<String, String> PARAMETERS =
      Map.of(
          "server_version", "18.1",
          "server_encoding", "UTF8",
          "client_encoding", "UTF8",
          "integer_datetimes", "on",
          "standard_conforming_strings", "on",
          "DateStyle", "ISO, MDY",
          "TimeZone", "UTC",
          "in_hot_standby", "off",
          "default_transaction_read_only", "off",
          "search_path", "\"$user\", public");
  private static final List<String> PARAMETER_NAMES =
      PARAMETERS.keySet().stream().sorted().toList();

  private final SimScheduler scheduler;
  private final List<ModelSession> sessions = new ArrayList<>();
  private final Map<Long, Integer> begun = new HashMap<>();
  private final Map<Long, Integer> completed = new HashMap<>();
  private int newestMinor = NEWEST_MINOR;
  private int mostSessions = Integer.MAX_VALUE;
  private Duration cancelDelay = Duration.ZERO;
  private int cancelRequests;

  public ModelServer(SimScheduler scheduler) {
    this.scheduler = scheduler;
  }

  /** Speaks protocol 3.this at most; 2 unless set. */
  public void newestMinor(int minor) {
    this.newestMinor = minor;
  }

  /** Refuses more sessions than that with 53300. */
  public void mostSessions(int most) {
    this.mostSessions = most;
  }

  /** Lets a cancel request wait that long before it is heeded. */
  public void cancelDelay(Duration delay) {
    this.cancelDelay = delay;
  }

  /** All sessions that ever logged in, in that order. */
  public List<ModelSession> sessions() {
    return List.copyOf(sessions);
  }

  /** The sessions that are not over. */
  public List<ModelSession> living() {
    return sessions.stream().filter(session -> !session.over()).toList();
  }

  /** True where every living session waits for a request, outside of a transaction. */
  public boolean idle() {
    return sessions.stream().allMatch(session -> session.over() || session.idle());
  }

  /** How often a statement with that nonce has begun to run. */
  public int begun(long nonce) {
    return begun.getOrDefault(nonce, 0);
  }

  /** How often a statement with that nonce has run to its end. */
  public int completed(long nonce) {
    return completed.getOrDefault(nonce, 0);
  }

  /** Cancel requests that came, wrong keys among them. */
  public int cancelRequests() {
    return cancelRequests;
  }

  /** Sends a notification to the sessions that listen, as soon as each is idle. */
  public void notifyListeners(String channel, String payload) {
    sessions.forEach(session -> session.offer(new NotificationResponse(0, channel, payload)));
  }

  /**
   * As kill -9 of the server: every session's link is reset. Whether it can be reached, the
   * listener says.
   */
  public void crash() {
    living().forEach(ModelSession::kill);
  }

  @Override
  public void serve(SimEnd link) throws IOException {
    ModelWire wire = new ModelWire(scheduler, link);
    try {
      FrontendMessage first = wire.startup();
      while (first instanceof SslRequest || first instanceof GssEncRequest) {
        wire.raw('N');
        first = wire.startup();
      }
      if (first instanceof CancelRequest request) {
        cancel(request);
      } else if (first instanceof StartupMessage startup) {
        login(startup, link, wire);
      }
    } catch (PgProtocolException broken) {
      scheduler.violation("the client broke the protocol at start-up: " + broken.getMessage());
    }
  }

  private void cancel(CancelRequest request) {
    cancelRequests++;
    if (cancelDelay.isPositive()) {
      scheduler.clock().pause(cancelDelay);
    }
    scheduler.yieldPoint();
    for (ModelSession session : sessions) {
      if (session.matches(request.processId(), request.secretKey())) {
        session.cancel();
      }
    }
  }

  private void login(StartupMessage startup, SimEnd link, ModelWire wire) throws IOException {
    if (living().size() >= mostSessions) {
      Diagnostic full =
          ModelError.diagnostic("FATAL", "53300", "sorry, too many clients already", "");
      wire.send(new ErrorResponse(full));
      wire.flush();
      return;
    }
    int minor = Math.min(startup.minorVersion(), newestMinor);
    if (startup.minorVersion() > newestMinor) {
      wire.send(new NegotiateProtocolVersion(newestMinor, List.of()));
    }
    int processId = FIRST_PROCESS_ID + sessions.size();
    Octets key = key(minor >= 2 ? LONG_KEY_BYTES : SHORT_KEY_BYTES);
    ModelSession session =
        new ModelSession(this, scheduler, link, wire, processId, key, statementTimeout(startup));
    sessions.add(session);
    wire.send(new AuthenticationOk());
    for (String name : PARAMETER_NAMES) {
      wire.send(new ParameterStatus(name, PARAMETERS.getOrDefault(name, "")));
    }
    wire.send(new BackendKeyData(processId, key));
    session.run();
  }

  /** What the startup options say of statement_timeout, in milliseconds; zero is no limit. */
  private static Duration statementTimeout(StartupMessage startup) {
    String options = startup.parameters().getOrDefault("options", "");
    Matcher found = STATEMENT_TIMEOUT.matcher(options);
    return found.find() ? Duration.ofMillis(Long.parseLong(found.group(1))) : Duration.ZERO;
  }

  private Octets key(int bytes) {
    ByteWriter key = new ByteWriter();
    while (key.size() < bytes) {
      key.int4((int) scheduler.random().nextLong());
    }
    return Octets.of(key.toByteArray());
  }

  void countBegun(long nonce) {
    begun.merge(nonce, 1, Integer::sum);
  }

  void countCompleted(long nonce) {
    completed.merge(nonce, 1, Integer::sum);
  }
}
