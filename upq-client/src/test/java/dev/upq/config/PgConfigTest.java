// SPDX-License-Identifier: Apache-2.0
package dev.upq.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.upq.auth.RequireAuth;
import dev.upq.fault.PgConfigException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PgConfigTest {

  @TempDir Path directory;

  @Test
  void defaultsAreAsDocumented() {
    PgConfig config = new Around(directory).parse("");
    assertThat(config.hosts()).containsExactly(new HostPort("localhost", 5432));
    assertThat(config.database()).isEqualTo("osuser");
    assertThat(config.user()).isEqualTo("osuser");
    assertThat(Around.password(config)).isEmpty();
    assertThat(config.sslMode()).isEqualTo(SslMode.PREFER);
    assertThat(config.sslNegotiation()).isEqualTo(SslNegotiation.POSTGRES);
    assertThat(config.tlsFiles()).isEqualTo(TlsFiles.none());
    assertThat(config.sslSni()).isTrue();
    assertThat(config.sslMinProtocolVersion()).isEqualTo(TlsVersion.TLS_1_2);
    assertThat(config.sslMaxProtocolVersion()).isEqualTo(TlsVersion.TLS_1_3);
    assertThat(config.channelBinding()).isEqualTo(ChannelBindingMode.PREFER);
    assertThat(config.requirePeer()).isEmpty();
    assertThat(config.requireAuth().isDefault()).isTrue();
    assertThat(config.targetSessionAttrs()).isEqualTo(TargetSessionAttrs.ANY);
    assertThat(config.loadBalanceHosts()).isFalse();
    assertThat(config.startupParameters()).isEqualTo(Map.of("client_encoding", "UTF8"));
    assertThat(config.minProtocolMinor()).isZero();
    assertThat(config.maxProtocolMinor()).isEqualTo(2);
    assertThat(config.warnings()).isEmpty();
  }

  @Test
  void defaultLimitsAreAsDocumented() {
    PgConfig config = new Around(directory).parse("");
    assertThat(config.connectTimeout()).isEqualTo(Duration.ofSeconds(10));
    assertThat(config.queryTimeout()).isZero();
    assertThat(config.scramMaxIterations()).isEqualTo(100_000);
    assertThat(config.maxMessageBytes()).isEqualTo((1 << 30) - 1);
    assertThat(config.maxResultBytes()).isEqualTo(64L * 1024 * 1024);
    assertThat(config.statementCacheSize()).isEqualTo(256);
    assertThat(config.statements())
        .isEqualTo(
            new StatementSettings(
                256, 8 << 20, 0, 4_096, 16 << 20, 32, 64 << 10, Optional.empty(), false, true));
    assertThat(config.poolMax()).isEqualTo(10);
    assertThat(config.poolMin()).isZero();
    assertThat(config.poolAcquireTimeout()).isEqualTo(Duration.ofSeconds(5));
    assertThat(config.tcpKeepAlive()).isTrue();
    assertThat(config.tcpKeepAliveIdle()).isZero();
    assertThat(config.tcpKeepAliveInterval()).isZero();
    assertThat(config.tcpKeepAliveCount()).isZero();
  }

  @Test
  void whatIsKeptOfStatementsIsTaken() {
    PgConfig config =
        new Around(directory)
            .parse(
                "postgresql://h/?statement_cache_size=7&statement_cache_bytes=8"
                    + "&statement_registry_size=9&statement_registry_bytes=10"
                    + "&statement_registry_file=%2Fsome%2Fplace&statement_warm_size=11"
                    + "&statement_warm_bytes=12&statement_prepare_threshold=13"
                    + "&transaction_pooler=1");
    assertThat(config.statements())
        .isEqualTo(
            new StatementSettings(
                7, 8, 13, 9, 10, 11, 12, Optional.of(Path.of("/some/place")), true, false));
    assertThat(config.statements().keepsPrepared()).isFalse();
    assertThat(new Around(directory).parse("statement_cache_size=0").statements().keepsPrepared())
        .isFalse();
    assertThat(new Around(directory).parse("").statements().keepsPrepared()).isTrue();
  }

  @Test
  void aPoolerIsSpokenToInTheOldProtocolAndAskedForNothingThatItRefuses() {
    Around around = new Around(directory);
    PgConfig config = around.parse("transaction_pooler=1 application_name=a");
    assertThat(config.maxProtocolMinor()).isZero();
    assertThat(config.startupParameters().keySet())
        .containsExactlyInAnyOrder("client_encoding", "application_name");
    assertThat(config.warnings()).isEmpty();
    assertThat(around.parse("transaction_pooler=1 max_protocol_version=3.2").maxProtocolMinor())
        .isEqualTo(2);
    assertThat(around.parse("transaction_pooler=1 min_protocol_version=3.2").maxProtocolMinor())
        .isEqualTo(2);
    assertThat(around.parse("transaction_pooler=1 options='-c a.b=c'").warnings())
        .hasSize(1)
        .first()
        .asString()
        .contains("\"options\"", "transaction_pooler");
    assertThat(around.parse("transaction_pooler=0 options='-c a.b=c'").warnings()).isEmpty();
  }

  @Test
  void everySettingIsTaken() {
    PgConfig config =
        new Around(directory)
            .parse(
                "postgresql://a/d?sslmode=require&sslnegotiation=direct&sslsni=0&sslcompression=0"
                    + "&ssl_min_protocol_version=tlsv1.3&channel_binding=require&requirepeer=pg"
                    + "&require_auth=scram-sha-256&target_session_attrs=prefer-standby"
                    + "&load_balance_hosts=random&min_protocol_version=3.2&gssencmode=disable"
                    + "&max_protocol_version=latest&connect_timeout=1&query_timeout=2.5"
                    + "&scram_max_iterations=4096&max_message_size=30000&max_result_size=1"
                    + "&statement_cache_size=0&pool_max=4&pool_min=2&pool_acquire_timeout=0.25"
                    + "&keepalives=0&keepalives_idle=7&keepalives_interval=8&keepalives_count=9");
    assertThat(config.sslNegotiation()).isEqualTo(SslNegotiation.DIRECT);
    assertThat(config.sslSni()).isFalse();
    assertThat(config.sslMinProtocolVersion()).isEqualTo(TlsVersion.TLS_1_3);
    assertThat(config.channelBinding()).isEqualTo(ChannelBindingMode.REQUIRE);
    assertThat(config.requirePeer()).contains("pg");
    assertThat(config.requireAuth()).isEqualTo(RequireAuth.parse("scram-sha-256"));
    assertThat(config.targetSessionAttrs()).isEqualTo(TargetSessionAttrs.PREFER_STANDBY);
    assertThat(config.loadBalanceHosts()).isTrue();
    assertThat(config.minProtocolMinor()).isEqualTo(2);
    assertThat(config.maxProtocolMinor()).isEqualTo(2);
    assertThat(config.connectTimeout()).isEqualTo(Duration.ofSeconds(1));
    assertThat(config.queryTimeout()).isEqualTo(Duration.ofMillis(2_500));
    assertThat(config.scramMaxIterations()).isEqualTo(4_096);
    assertThat(config.maxMessageBytes()).isEqualTo(30_000);
    assertThat(config.maxResultBytes()).isEqualTo(1);
    assertThat(config.statementCacheSize()).isZero();
    assertThat(config.poolMax()).isEqualTo(4);
    assertThat(config.poolMin()).isEqualTo(2);
    assertThat(config.poolAcquireTimeout()).isEqualTo(Duration.ofMillis(250));
    assertThat(config.tcpKeepAlive()).isFalse();
    assertThat(config.tcpKeepAliveIdle()).isEqualTo(Duration.ofSeconds(7));
    assertThat(config.tcpKeepAliveInterval()).isEqualTo(Duration.ofSeconds(8));
    assertThat(config.tcpKeepAliveCount()).isEqualTo(9);
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          sslmode=''                              | not one of disable, allow, prefer, require, verify-ca, verify-full
          sslmode=REQUIRE                         | the "REQUIRE" is not one of
          sslmode=prefer sslnegotiation=direct    | too weak for sslnegotiation=direct
          sslnegotiation=tls                      | not one of postgres, direct
          sslcompression=1                        | not supported; only 0 is
          sslsni=yes                              | neither 0 nor 1
          sslcertmode=require                     | is not supported; use "allow"
          ssl_min_protocol_version=TLSv1.1        | too old for the JDK
          ssl_min_protocol_version=SSLv3          | not one of TLSv1.2, TLSv1.3
          ssl_min_protocol_version=TLSv1.3 ssl_max_protocol_version=TLSv1.2 | is above
          channel_binding=on                      | not one of disable, prefer, require
          require_auth=scram                      | require_auth
          gssencmode=require                      | "gssencmode": the "require" is not supported
          krbsrvname=postgres                     | "krbsrvname" is not supported
          oauth_issuer=x                          | "oauth_issuer" is not supported
          client_encoding=LATIN1                  | only UTF8 is
          target_session_attrs=master             | not one of any, read-write, read-only, primary, standby
          load_balance_hosts=yes                  | not one of disable, random
          min_protocol_version=3.1                | not one of 3.0, 3.2, latest
          min_protocol_version=3.2 max_protocol_version=3.0 | is above
          connect_timeout=ten                     | not a number of seconds
          connect_timeout=''                      | not a number of seconds
          connect_timeout=1e3                     | not a number of seconds
          query_timeout=9999999999                | not a number of seconds
          pool_max=0                              | not a whole number from 1 to 10000
          pool_max=1.5                            | not a whole number
          statement_cache_bytes=0                 | not a whole number from 1 to 1073741824
          statement_registry_size=0               | not a whole number from 1 to 1048576
          statement_warm_size=-1                  | not a whole number from 0 to 65536
          statement_prepare_threshold=1000001     | not a whole number from 0 to 1000000
          transaction_pooler=on                   | neither 0 nor 1
          pool_min=11                             | is above "pool_max", which is 10
          scram_max_iterations=4095               | from 4096 to
          max_message_size=1073741824             | from 30000 to 1073741823
          max_message_size=99999999999999999999999999999999999999 | from 30000 to 1073741823
          max_result_size=0                       | from 1 to
          keepalives=yes                          | not a whole number
          keepalives_idle=''                      | not a whole number
          """)
  void whatIsOutOfRangeIsRefusedByName(String text, String reason) {
    assertThat(new Around(directory).refusal(text)).contains(reason);
  }

  @Test
  void timesAtOrBelowZeroAreNoLimitAndAnyTimeAboveIsOne() {
    Around around = new Around(directory);
    assertThat(around.parse("connect_timeout=0").connectTimeout()).isZero();
    assertThat(around.parse("connect_timeout=-1").connectTimeout()).isZero();
    assertThat(around.parse("connect_timeout=' 3 '").connectTimeout()).hasSeconds(3);
    assertThat(around.parse("connect_timeout=0.00000000001").connectTimeout()).hasNanos(1);
  }

  @Test
  void startupParametersComeInTheManualsWords() {
    Around around =
        new Around(directory)
            .with("PGOPTIONS", "-c geqo=off")
            .with("PGTZ", "UTC")
            .with("PGDATESTYLE", "DEFAULT")
            .with("PGCLIENTENCODING", "utf-8");
    assertThat(around.parse("fallback_application_name=fb").startupParameters())
        .containsExactly(
            Map.entry("client_encoding", "UTF8"),
            Map.entry("application_name", "fb"),
            Map.entry("options", "-c geqo=off"),
            Map.entry("timezone", "UTC"));
    assertThat(
            around
                .parse("fallback_application_name=fb application_name=app options=''")
                .startupParameters())
        .containsEntry("application_name", "app")
        .doesNotContainKey("options");
    assertThat(around.with("PGTZ", "a\0b").refusal("")).contains("PGTZ contains a NUL");
  }

  @Test
  void whatTheJdkCannotDoIsAWarning() {
    Around around = new Around(directory);
    assertThat(around.parse("tcp_user_timeout=0").warnings()).isEmpty();
    assertThat(around.parse("tcp_user_timeout=1000").warnings())
        .singleElement()
        .asString()
        .contains("tcp_user_timeout");
  }

  @Test
  void aProgramBuildsTheSameAsAString() {
    Around around = new Around(directory);
    PgConfig built =
        PgConfig.builder(around.environment())
            .host("box", 7)
            .database("shop")
            .user("ann")
            .password(Secret.of("pw"))
            .sslMode(SslMode.REQUIRE)
            .targetSessionAttrs(TargetSessionAttrs.READ_WRITE)
            .applicationName("app")
            .connectTimeout(Duration.ofMillis(1_500))
            .queryTimeout(Duration.ofNanos(1))
            .poolAcquireTimeout(Duration.ZERO)
            .poolMax(3)
            .poolMin(1)
            .set("load_balance_hosts", "random")
            .build();
    assertThat(built)
        .hasToString(
            "PgConfig[hosts=[box:7], database=shop, user=ann, sslmode=require, pool_max=3]");
    assertThat(Around.password(built)).isEqualTo("pw");
    assertThat(built.targetSessionAttrs()).isEqualTo(TargetSessionAttrs.READ_WRITE);
    assertThat(built.startupParameters()).containsEntry("application_name", "app");
    assertThat(built.connectTimeout()).isEqualTo(Duration.ofMillis(1_500));
    assertThat(built.queryTimeout()).isEqualTo(Duration.ofNanos(1));
    assertThat(built.poolAcquireTimeout()).isZero();
    assertThat(built.poolMin()).isEqualTo(1);
    assertThat(built.loadBalanceHosts()).isTrue();
    assertThat(built.withDatabase("other").database()).isEqualTo("other");
  }

  @Test
  void aProgramsMistakesAreRefusedByName() {
    Around around = new Around(directory);
    PgConfigBuilder builder = PgConfig.builder(around.environment());
    assertThatThrownBy(() -> builder.set("sslmod", "x"))
        .isInstanceOf(PgConfigException.class)
        .hasMessageContaining("did you mean \"sslmode\"?");
    assertThatThrownBy(() -> builder.user("a\0b")).hasMessageContaining("\"user\" contains a NUL");
    assertThatThrownBy(() -> builder.hosts(List.of())).hasMessageContaining("at least one host");
    assertThatThrownBy(() -> builder.host("a,b", 1)).hasMessageContaining("no comma");
    assertThatThrownBy(() -> around.parse("").with("service", "x"))
        .hasMessageContaining("\"service\" cannot be changed");
  }

  @Test
  @DisplayName("this machine's own environment can be read")
  void theSystemsEnvironmentIsTheDefault() {
    Environment system = Environment.system();
    assertThat(system.home()).isNotNull();
    assertThat(PgConfig.parse("host=box user=ann sslmode=disable password=x").user())
        .isEqualTo("ann");
    assertThat(PgConfig.builder().host("box", 1).user("ann").sslMode(SslMode.DISABLE).build())
        .isNotNull();
  }
}
