// SPDX-License-Identifier: Apache-2.0
package dev.upq.testkit.script;

import dev.upq.wire.AuthenticationOk;
import dev.upq.wire.BackendKeyData;
import dev.upq.wire.BackendMessage;
import dev.upq.wire.NegotiateProtocolVersion;
import dev.upq.wire.Octets;
import dev.upq.wire.ParameterStatus;
import dev.upq.wire.ReadyForQuery;
import dev.upq.wire.StartupMessage;
import dev.upq.wire.TransactionStatus;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a server says to a client that it trusts, from the startup message to the first
 * ReadyForQuery. Immutable.
 *
 * <p>The cancel key has 4 bytes under protocol 3.0 and 32 under 3.2. A client that asks for a newer
 * minor version or for protocol options is answered with NegotiateProtocolVersion, as PostgreSQL 18
 * does.
 *
 * @param parameters the settings that are reported, in order
 * @param processId the process id that is given out
 */
public record Greeting(Map<String, String> parameters, int processId) {

  private static final int NEWEST_MINOR = 2;

  private static final String[] POSTGRES_18 = {
    "in_hot_standby", "off",
    "integer_datetimes", "on",
    "TimeZone", "UTC",
    "IntervalStyle", "postgres",
    "search_path", "\"$user\", public",
    "is_superuser", "on",
    "application_name", "",
    "default_transaction_read_only", "off",
    "scram_iterations", "4096",
    "DateStyle", "ISO, MDY",
    "standard_conforming_strings", "on",
    "session_authorization", "postgres",
    "client_encoding", "UTF8",
    "server_version", "18.1",
    "server_encoding", "UTF8",
  };

  public Greeting {
    parameters = Collections.unmodifiableMap(new LinkedHashMap<>(parameters));
  }

  /** Reports what PostgreSQL 18.1 reports; the process id is 4711. */
  public static Greeting postgres18() {
    Map<String, String> parameters = new LinkedHashMap<>();
    for (int i = 0; i < POSTGRES_18.length; i += 2) {
      parameters.put(POSTGRES_18[i], POSTGRES_18[i + 1]);
    }
    return new Greeting(parameters, 4711);
  }

  /** The same with one setting more or another value for one. */
  public Greeting with(String name, String value) {
    Map<String, String> changed = new LinkedHashMap<>(parameters);
    changed.put(name, value);
    return new Greeting(changed, processId);
  }

  /** The same without one setting. */
  public Greeting without(String name) {
    Map<String, String> changed = new LinkedHashMap<>(parameters);
    changed.remove(name);
    return new Greeting(changed, processId);
  }

  /** The same with another process id. */
  public Greeting withProcessId(int other) {
    return new Greeting(parameters, other);
  }

  /** Expects a startup message and greets. Returns that message. */
  public StartupMessage accept(Conversation conversation) {
    StartupMessage startup = conversation.expectStartup();
    welcome(conversation, startup);
    return startup;
  }

  /**
   * Greets a client whose startup message has been read: AuthenticationOk and all that follows it.
   */
  public void welcome(Conversation conversation, StartupMessage startup) {
    conversation.send(messages(startup).toArray(BackendMessage[]::new));
  }

  /**
   * The messages of the greeting, from NegotiateProtocolVersion (if there is one) to ReadyForQuery.
   */
  public List<BackendMessage> messages(StartupMessage startup) {
    List<BackendMessage> messages = new ArrayList<>();
    List<String> unknown =
        startup.parameters().keySet().stream().filter(name -> name.startsWith("_pq_.")).toList();
    int minor = Math.min(startup.minorVersion(), NEWEST_MINOR);
    if (minor < startup.minorVersion() || !unknown.isEmpty()) {
      messages.add(new NegotiateProtocolVersion(minor, unknown));
    }
    messages.add(new AuthenticationOk());
    parameters.forEach((name, value) -> messages.add(new ParameterStatus(name, value)));
    messages.add(new BackendKeyData(processId, key(minor)));
    messages.add(new ReadyForQuery(TransactionStatus.IDLE));
    return messages;
  }

  /**
   * The cancel key that is given out under the given minor version: the byte {@code 0x5a} 4 or 32
   * times.
   */
  public static Octets key(int minorVersion) {
    byte[] key = new byte[minorVersion < 2 ? 4 : 32];
    Arrays.fill(key, (byte) 0x5a);
    return Octets.of(key);
  }
}
