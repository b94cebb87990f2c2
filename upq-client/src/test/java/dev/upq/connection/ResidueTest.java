// SPDX-License-Identifier: Apache-2.0
package dev.upq.connection;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What texts are thought to leave behind in their session. */
final class ResidueTest {

  @ParameterizedTest
  @DisplayName("RS-18: texts that leave something")
  @CsvSource(
      delimiter = '|',
      value = {
        "set search_path = x                                | SETTINGS",
        "  SET session work_mem to '1MB'                    | SETTINGS",
        "set role x                                         | SETTINGS",
        "select set_config('a.b', $1, false)                | SETTINGS",
        "/* a */ begin; SET x = 1; commit                   | SETTINGS",
        "listen news                                        | CHANNELS",
        "select 1; LISTEN news                              | CHANNELS",
        "declare c cursor with hold for select 1            | CURSORS",
        "create temp table t (a int)                        | TEMPORARY",
        "CREATE LOCAL TEMPORARY VIEW v AS SELECT 1          | TEMPORARY",
        "select 1 as a into temp t                          | TEMPORARY",
        "create table pg_temp.t (a int)                     | TEMPORARY",
        "select pg_advisory_lock(1)                         | LOCKS",
        "select pg_try_advisory_lock_shared(1)              | LOCKS",
        "prepare s as select 1                              | PREPARED",
        "set a = 1; listen b; select pg_advisory_lock(1)    | SETTINGS CHANNELS LOCKS"
      })
  void leaves(String sql, String expected) {
    assertThat(Residue.of(sql))
        .isEqualTo(
            Arrays.stream(expected.split(" ")).map(Residue::valueOf).collect(Collectors.toSet()));
  }

  @ParameterizedTest
  @DisplayName("RS-18: texts that leave nothing")
  @ValueSource(
      strings = {
        "",
        "begin isolation level serializable",
        "commit",
        "rollback",
        "savepoint a",
        "set local work_mem = '1MB'",
        "set transaction read only",
        "set constraints all deferred",
        "select temp from weather",
        "select pg_advisory_xact_lock(1)",
        "select pg_try_advisory_xact_lock_shared(1)",
        "prepare transaction 'x'",
        "declare c cursor for select 1",
        "update settings set a = 1",
        "create table t (a int)",
        "notify news",
        "unlisten *",
        "reset all"
      })
  void leavesNothing(String sql) {
    assertThat(Residue.of(sql)).isEqualTo(Set.of());
  }
}
