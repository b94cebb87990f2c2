// SPDX-License-Identifier: Apache-2.0
package dev.upq.config;

import dev.upq.fault.PgConfigException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Every setting that exists: libpq's of PostgreSQL 18 and our own. Immutable. A setting that libpq
 * knows and we do not support is here as well, so that it is refused by name with the reason and
 * not as unknown.
 *
 * @see <a
 *     href="https://www.postgresql.org/docs/18/libpq-connect.html#LIBPQ-PARAMKEYWORDS">Parameter
 *     key words</a>
 * @see <a href="https://www.postgresql.org/docs/18/libpq-envars.html">Environment variables</a>
 */
enum Setting {
  HOST("PGHOST"),
  HOSTADDR("PGHOSTADDR"),
  PORT("PGPORT"),
  DBNAME("PGDATABASE"),
  USER("PGUSER"),
  PASSWORD("PGPASSWORD"),
  PASSFILE("PGPASSFILE"),
  SERVICE("PGSERVICE"),
  REQUIRE_AUTH("PGREQUIREAUTH"),
  CHANNEL_BINDING("PGCHANNELBINDING"),
  CONNECT_TIMEOUT("PGCONNECT_TIMEOUT"),
  CLIENT_ENCODING("PGCLIENTENCODING"),
  OPTIONS("PGOPTIONS"),
  APPLICATION_NAME("PGAPPNAME"),
  FALLBACK_APPLICATION_NAME(""),
  KEEPALIVES(""),
  KEEPALIVES_IDLE(""),
  KEEPALIVES_INTERVAL(""),
  KEEPALIVES_COUNT(""),
  TCP_USER_TIMEOUT(""),
  SSLMODE("PGSSLMODE"),
  SSLNEGOTIATION("PGSSLNEGOTIATION"),
  SSLCOMPRESSION("PGSSLCOMPRESSION"),
  SSLCERT("PGSSLCERT"),
  SSLKEY("PGSSLKEY"),
  SSLPASSWORD(""),
  SSLCERTMODE("PGSSLCERTMODE"),
  SSLROOTCERT("PGSSLROOTCERT"),
  SSLCRL("PGSSLCRL"),
  SSLCRLDIR("PGSSLCRLDIR"),
  SSLSNI("PGSSLSNI"),
  SSL_MIN_PROTOCOL_VERSION("PGSSLMINPROTOCOLVERSION"),
  SSL_MAX_PROTOCOL_VERSION("PGSSLMAXPROTOCOLVERSION"),
  REQUIREPEER("PGREQUIREPEER"),
  GSSENCMODE("PGGSSENCMODE"),
  MIN_PROTOCOL_VERSION("PGMINPROTOCOLVERSION"),
  MAX_PROTOCOL_VERSION("PGMAXPROTOCOLVERSION"),
  TARGET_SESSION_ATTRS("PGTARGETSESSIONATTRS"),
  LOAD_BALANCE_HOSTS("PGLOADBALANCEHOSTS"),

  POOL_MAX(""),
  POOL_MIN(""),
  POOL_ACQUIRE_TIMEOUT(""),
  POOL_PIPELINE_DEPTH(""),
  POOL_MIN_IDLE(""),
  POOL_MAX_WAITING(""),
  POOL_IDLE_TIMEOUT(""),
  POOL_MAX_LIFETIME(""),
  POOL_KEEPALIVE(""),
  POOL_VALIDATE_AFTER(""),
  POOL_LEAK_THRESHOLD(""),
  POOL_CONNECT_PARALLEL(""),
  POOL_BACKOFF_MAX(""),
  POOL_FAIL_FAST_AFTER(""),
  POOL_RESET(""),
  LANE_MAX(""),
  LANE_ALONE_MAX(""),
  LANE_STATEMENT_TIMEOUT(""),
  LANE_RESULT_SIZE(""),
  QUERY_TIMEOUT(""),
  SCRAM_MAX_ITERATIONS(""),
  MAX_MESSAGE_SIZE(""),
  MAX_RESULT_SIZE(""),
  FETCH_SIZE(""),
  STATEMENT_CACHE_SIZE(""),
  STATEMENT_CACHE_BYTES(""),
  STATEMENT_PREPARE_THRESHOLD(""),
  STATEMENT_REGISTRY_SIZE(""),
  STATEMENT_REGISTRY_BYTES(""),
  STATEMENT_REGISTRY_FILE(""),
  STATEMENT_WARM_SIZE(""),
  STATEMENT_WARM_BYTES(""),
  TRANSACTION_POOLER(""),
  STATS(""),
  SLOW_QUERY_THRESHOLD(""),
  SLOW_ACQUIRE_THRESHOLD(""),

  REQUIRESSL("PGREQUIRESSL", "is obsolete; use \"sslmode=require\" or, better, \"verify-full\""),
  REPLICATION("", "is not supported; replication connections cannot be opened here"),
  KRBSRVNAME("", Setting.NO_GSS),
  GSSLIB("", Setting.NO_GSS),
  GSSDELEGATION("", Setting.NO_GSS),
  SERVICEFILE("", "is not supported; name the file in PGSERVICEFILE"),
  SSLKEYLOGFILE("", "is not supported; session keys are never written to a file"),
  SCRAM_CLIENT_KEY("", Setting.NO_PASS_THROUGH),
  SCRAM_SERVER_KEY("", Setting.NO_PASS_THROUGH),
  OAUTH_ISSUER("", Setting.NO_OAUTH),
  OAUTH_CLIENT_ID("", Setting.NO_OAUTH),
  OAUTH_CLIENT_SECRET("", Setting.NO_OAUTH),
  OAUTH_SCOPE("", Setting.NO_OAUTH);

  private static final String NO_GSS = "is not supported; there is no GSSAPI here";
  private static final String NO_PASS_THROUGH = "is not supported; give the password";
  private static final String NO_OAUTH = "is not supported; there is no OAuth here";

  private static final Map<String, Setting> BY_KEY = new HashMap<>();

  static {
    for (Setting setting : values()) {
      BY_KEY.put(setting.key, setting);
    }
  }

  private final String key;
  private final String variable;
  private final String refusal;

  Setting(String variable) {
    this(variable, "");
  }

  Setting(String variable, String refusal) {
    this.key = name().toLowerCase(Locale.ROOT);
    this.variable = variable;
    this.refusal = refusal;
  }

  /** The name that users write. */
  String key() {
    return key;
  }

  /** The environment variable that it is read from; empty where there is none. */
  String variable() {
    return variable;
  }

  /** True where its value never appears in a message. */
  boolean secret() {
    return this == PASSWORD || this == SSLPASSWORD;
  }

  /** Throws where the setting is known but not supported. */
  void supported(String origin) {
    if (!refusal.isEmpty()) {
      throw new PgConfigException("setting \"" + key() + "\"" + origin + " " + refusal);
    }
  }

  static Optional<Setting> find(String key) {
    return Optional.ofNullable(BY_KEY.get(key));
  }

  /**
   * The setting of that name; anything else is refused with the nearest name.
   *
   * @param mayShow false where the name may be a part of a mistyped password
   */
  static Setting named(String key, String origin, boolean mayShow) {
    Optional<Setting> found = find(key);
    if (found.isPresent()) {
      found.get().supported(origin);
      return found.get();
    }
    if (!mayShow || !Texts.word(key)) {
      throw new PgConfigException(
          "unknown setting"
              + origin
              + (mayShow
                  ? "; its name is not a word (a URI begins with postgresql:// or postgres://)"
                  : "; its name is not shown, for it may be a piece of a password that needs quotes"
                      + " or percent-encoding"));
    }
    String hint =
        Arrays.stream(values())
            .filter(setting -> setting.refusal.isEmpty())
            .map(Setting::key)
            .filter(known -> distance(known, key) <= 1 + key.length() / 4)
            .min((a, b) -> Integer.compare(distance(a, key), distance(b, key)))
            .map(known -> "; did you mean \"" + known + "\"?")
            .orElse("; a server's parameter goes through options=-c name=value");
    throw new PgConfigException("unknown setting \"" + key + "\"" + origin + hint);
  }

  /** How many letters must be changed, put in or left out, in any case of letters. */
  private static int distance(String known, String key) {
    String other = key.toLowerCase(Locale.ROOT);
    int[] row = new int[other.length() + 1];
    for (int j = 0; j < row.length; j++) {
      row[j] = j;
    }
    for (int i = 1; i <= known.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j < row.length; j++) {
        int changed = diagonal + (known.charAt(i - 1) == other.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(changed, Math.min(row[j], row[j - 1]) + 1);
      }
    }
    return row[other.length()];
  }
}
