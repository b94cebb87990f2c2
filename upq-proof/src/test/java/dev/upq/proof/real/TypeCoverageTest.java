// SPDX-License-Identifier: Apache-2.0
package dev.upq.proof.real;

import static org.assertj.core.api.Assertions.assertThat;

import dev.upq.codec.BuiltinTypes;
import dev.upq.connection.PgConnection;
import dev.upq.row.Row;
import dev.upq.type.PgType;
import dev.upq.type.PgTypeRegistry;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The catalogue of each server against the built-in types: nothing is left out unsaid. */
@OnEachServer
final class TypeCoverageTest {

  private static final String NO_INPUT = "the server takes no value of it in any form";

  /** Types with a send function that do not go both ways in binary, each with the reason. */
  private static final Map<String, String> EXCEPTIONS =
      Map.ofEntries(
          Map.entry("pg_node_tree", "read in binary; " + NO_INPUT),
          Map.entry("pg_ndistinct", "read as text, binary is internal; " + NO_INPUT),
          Map.entry("pg_dependencies", "read as text, binary is internal; " + NO_INPUT),
          Map.entry("pg_mcv_list", "read as text, binary is internal; " + NO_INPUT),
          Map.entry("pg_brin_bloom_summary", "read as text, binary is internal; " + NO_INPUT),
          Map.entry(
              "pg_brin_minmax_multi_summary", "read as text, binary is internal; " + NO_INPUT),
          Map.entry("pg_ddl_command", "has a send function that always fails; " + NO_INPUT),
          Map.entry("record", "read in binary; the server takes no anonymous record"),
          Map.entry("_record", "read in binary; the server takes no anonymous record"),
          Map.entry("anyarray", "read in binary; a pseudo-type is no parameter"),
          Map.entry("anycompatiblearray", "read in binary; a pseudo-type is no parameter"),
          Map.entry(
              "cstring", "both ways in binary; a pseudo-type is no column, so not in the oracle"),
          Map.entry(
              "unknown", "both ways in binary; a pseudo-type is no column, so not in the oracle"),
          Map.entry("void", "both ways in binary; it has one value, which is empty"));

  private final int version;
  private final PgConnection connection;

  TypeCoverageTest(int version) {
    this.version = version;
    connection = Servers.connect(Servers.config(version));
  }

  @AfterEach
  void close() {
    connection.close();
  }

  @Test
  @DisplayName("every type with a send function is binary both ways or is named with the reason")
  void everyTypeIsThere() {
    PgTypeRegistry types = BuiltinTypes.registry();
    Set<String> proven = new HashSet<>(new RandomValues(1, version).types());
    Set<String> unsaid = new TreeSet<>();
    Set<String> seen = new TreeSet<>();
    int all = 0;
    int both = 0;
    for (Row row :
        connection.query(
            "select oid::int8, typname::text, typtype::text, typarray::int8 from pg_type where"
                + " typsend <> 0 and typtype <> 'c' and (typcategory <> 'A' or oid in (22, 30))"
                + " and typnamespace = 'pg_catalog'::regnamespace order by oid")) {
      String name = row.text(1);
      PgType type = types.type((int) row.longValue(0));
      boolean pseudo = row.text(2).equals("p");
      boolean proved = type.name().equals(name) && type.binary() && proven.contains(name);
      boolean array = (int) row.longValue(3) == type.arrayOid();
      all += pseudo ? 0 : 1;
      both += !pseudo && proved ? 1 : 0;
      if (EXCEPTIONS.containsKey(name)) {
        seen.add(name);
      } else if (!proved || !array) {
        unsaid.add(name);
      }
    }
    System.out.println("PostgreSQL " + version + ": binary both ways: " + both + " of " + all);
    assertThat(unsaid).isEmpty();
    assertThat(new TreeMap<>(EXCEPTIONS).keySet()).isEqualTo(seen);
  }
}
