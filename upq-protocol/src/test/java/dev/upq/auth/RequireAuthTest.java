// SPDX-License-Identifier: Apache-2.0
package dev.upq.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.upq.auth.RequireAuth.Method;
import dev.upq.fault.PgConfigException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class RequireAuthTest {

  private static String allowed(RequireAuth rule, boolean unseen) {
    return List.of(Method.values()).stream()
        .filter(method -> rule.allows(method, unseen))
        .map(Method::text)
        .collect(Collectors.joining(" "));
  }

  @ParameterizedTest(name = "A1: require_auth={0} allows {1}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          password                | password
          md5                     | md5
          gss                     | gss
          sspi                    | sspi
          scram-sha-256           | scram-sha-256
          oauth                   | oauth
          none                    | none
          none,scram-sha-256      | none scram-sha-256
          scram-sha-256,none      | none scram-sha-256
          md5,password,gss        | password md5 gss
          !none                   | password md5 gss sspi scram-sha-256 oauth
          !password               | none md5 gss sspi scram-sha-256 oauth
          !md5                    | none password gss sspi scram-sha-256 oauth
          !password,!md5,!none    | gss sspi scram-sha-256 oauth
          !scram-sha-256          | none password md5 gss sspi oauth
          !gss,!sspi,!oauth       | none password md5 scram-sha-256
          """)
  void aListAllowsWhatItSays(String setting, String methods) {
    RequireAuth rule = RequireAuth.parse(setting);
    assertThat(allowed(rule, true)).isEqualTo(methods);
    assertThat(allowed(rule, false)).isEqualTo(methods);
    assertThat(rule.isDefault()).isFalse();
    assertThat(rule).hasToString(setting);
  }

  @Test
  @DisplayName(
      "A1: the default refuses md5 always, and a password in the clear where it can be read")
  void theDefaultRefusesMd5AlwaysAndAPasswordWhereItCanBeRead() {
    for (RequireAuth rule : List.of(RequireAuth.byDefault(), RequireAuth.parse(""))) {
      assertThat(allowed(rule, false)).isEqualTo("none scram-sha-256");
      assertThat(allowed(rule, true)).isEqualTo("none password scram-sha-256");
      assertThat(rule.isDefault()).isTrue();
    }
  }

  @ParameterizedTest(name = "A1: require_auth={0} is refused")
  @ValueSource(
      strings = {
        "md4",
        "MD5",
        " md5",
        "md5 ",
        "md5, password",
        ",",
        "md5,",
        ",md5",
        "!",
        "!!md5",
        "md5,md5",
        "!md5,!md5",
        "none,none",
        "md5,!password",
        "!md5,password",
        "!md5,xpassword",
        "none,!none",
        "scram-sha-256-plus",
        "scram_sha_256",
        "cert",
        "creds"
      })
  void aSettingThatIsNotOneIsRefused(String setting) {
    assertThatThrownBy(() -> RequireAuth.parse(setting))
        .isInstanceOf(PgConfigException.class)
        .hasMessageStartingWith("require_auth");
  }

  @Test
  void everySubsetOfTheMethodsAndItsNegationAreComplements() {
    Method[] all = Method.values();
    for (int mask = 1; mask < 1 << all.length; mask++) {
      List<String> names = new ArrayList<>();
      for (int i = 0; i < all.length; i++) {
        if ((mask & 1 << i) != 0) {
          names.add(all[i].text());
        }
      }
      RequireAuth plain = RequireAuth.parse(String.join(",", names));
      RequireAuth negated = RequireAuth.parse("!" + String.join(",!", names));
      for (int i = 0; i < all.length; i++) {
        boolean named = (mask & 1 << i) != 0;
        assertThat(plain.allows(all[i], false)).isEqualTo(named);
        assertThat(negated.allows(all[i], false)).isEqualTo(!named);
      }
    }
  }

  @Test
  void rulesAreEqualWhereTheyAllowTheSame() {
    assertThat(RequireAuth.parse("md5,none"))
        .isEqualTo(RequireAuth.parse("none,md5"))
        .hasSameHashCodeAs(RequireAuth.parse("none,md5"))
        .isNotEqualTo(RequireAuth.parse("md5"));
    assertThat(RequireAuth.parse("none,scram-sha-256")).isNotEqualTo(RequireAuth.byDefault());
  }
}
