// SPDX-License-Identifier: Apache-2.0
package dev.upq.config;

import dev.upq.fault.PgConfigException;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Builds a {@link PgConfig} in a program. One thread at a time. What is set here takes precedence
 * over the service file and the environment, like the settings of a connection string.
 */
public final class PgConfigBuilder {

  private static final String ORIGIN = "";

  private final Map<Setting, Given> given = new EnumMap<>(Setting.class);
  private final Environment environment;
  private final boolean complete;
  private Optional<CredentialsSupplier> supplier;

  PgConfigBuilder(Map<Setting, Given> given, Environment environment) {
    this.given.putAll(given);
    this.environment = environment;
    this.complete = false;
    this.supplier = Optional.empty();
  }

  PgConfigBuilder(
      Settings settings, Environment environment, Optional<CredentialsSupplier> supplier) {
    this.given.putAll(settings.map());
    this.environment = environment;
    this.complete = true;
    this.supplier = supplier;
  }

  /**
   * Sets any setting by its name in a connection string, for example {@code set("sslmode",
   * "verify-full")}.
   *
   * @throws dev.upq.fault.PgConfigException if no such setting exists; a value is looked at by
   *     {@link #build()}
   */
  public PgConfigBuilder set(String setting, String value) {
    Setting found = Setting.named(setting, ORIGIN, true);
    if (found == Setting.PASSWORD) {
      supplier = Optional.empty();
    }
    if (found == Setting.SERVICE && complete) {
      throw new PgConfigException(
          "setting \"service\" cannot be changed in a finished configuration; make a new one");
    }
    return put(found, value);
  }

  /** A host's name, address or socket directory, and its port. */
  public PgConfigBuilder host(String host, int port) {
    return hosts(List.of(new HostPort(host, port)));
  }

  /**
   * The hosts to try, in this order; they replace all that was said of hosts, addresses and ports.
   */
  public PgConfigBuilder hosts(List<HostPort> hosts) {
    List<String> names = new ArrayList<>(hosts.size());
    List<String> addresses = new ArrayList<>(hosts.size());
    List<String> ports = new ArrayList<>(hosts.size());
    boolean addressed = false;
    boolean comma = false;
    for (HostPort host : hosts) {
      names.add(host.host());
      addresses.add(host.hostAddress());
      ports.add(Integer.toString(host.port()));
      addressed |= !host.hostAddress().isEmpty();
      comma |= host.host().indexOf(',') >= 0;
    }
    if (hosts.isEmpty() || comma) {
      throw new PgConfigException(
          "setting \"host\": give at least one host, and no comma in any of them");
    }
    put(Setting.HOST, String.join(",", names));
    put(Setting.HOSTADDR, addressed ? String.join(",", addresses) : "");
    return put(Setting.PORT, String.join(",", ports));
  }

  public PgConfigBuilder database(String name) {
    return put(Setting.DBNAME, name);
  }

  public PgConfigBuilder user(String name) {
    return put(Setting.USER, name);
  }

  /** One password for all hosts, instead of a supplier or the password file. */
  public PgConfigBuilder password(Secret password) {
    supplier = Optional.empty();
    return put(Setting.PASSWORD, password.reveal());
  }

  /** Where passwords come from, instead of a fixed password or the password file. */
  public PgConfigBuilder credentials(CredentialsSupplier credentials) {
    supplier = Optional.of(credentials);
    return this;
  }

  public PgConfigBuilder sslMode(SslMode mode) {
    return put(Setting.SSLMODE, mode.text());
  }

  public PgConfigBuilder targetSessionAttrs(TargetSessionAttrs attributes) {
    return put(Setting.TARGET_SESSION_ATTRS, attributes.text());
  }

  public PgConfigBuilder applicationName(String name) {
    return put(Setting.APPLICATION_NAME, name);
  }

  /** Zero is no limit. */
  public PgConfigBuilder connectTimeout(Duration time) {
    return put(Setting.CONNECT_TIMEOUT, seconds(time));
  }

  /** Zero is no limit. */
  public PgConfigBuilder queryTimeout(Duration time) {
    return put(Setting.QUERY_TIMEOUT, seconds(time));
  }

  /** Zero is no limit. */
  public PgConfigBuilder poolAcquireTimeout(Duration time) {
    return put(Setting.POOL_ACQUIRE_TIMEOUT, seconds(time));
  }

  /** 1 to 10,000. */
  public PgConfigBuilder poolMax(int connections) {
    return put(Setting.POOL_MAX, Integer.toString(connections));
  }

  /** 0 to the pool's maximum. */
  public PgConfigBuilder poolMin(int connections) {
    return put(Setting.POOL_MIN, Integer.toString(connections));
  }

  /**
   * Checks everything and makes the configuration.
   *
   * @throws dev.upq.fault.PgConfigException in one line without any password
   */
  public PgConfig build() {
    Settings settings = complete ? Settings.of(given) : Settings.complete(given, environment);
    return new PgConfig(settings, environment, supplier);
  }

  private PgConfigBuilder put(Setting setting, String value) {
    given.put(setting, Given.of(setting, value, ORIGIN));
    return this;
  }

  private static String seconds(Duration time) {
    return BigDecimal.valueOf(time.getSeconds())
        .add(BigDecimal.valueOf(time.getNano(), 9))
        .toPlainString();
  }

  @Override
  public String toString() {
    return "PgConfigBuilder[" + given.size() + " settings]";
  }
}
