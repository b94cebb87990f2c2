// SPDX-License-Identifier: Apache-2.0
package dev.upq.proof.introspect;

import static org.assertj.core.api.Assertions.assertThat;

import dev.upq.config.PgConfig;
import dev.upq.connection.PgConnection;
import dev.upq.introspect.Code;
import dev.upq.introspect.Column;
import dev.upq.introspect.Constraint;
import dev.upq.introspect.Database;
import dev.upq.introspect.Filling;
import dev.upq.introspect.PgIntrospector;
import dev.upq.introspect.QualifiedName;
import dev.upq.introspect.Routine;
import dev.upq.introspect.Sequence;
import dev.upq.introspect.Table;
import dev.upq.introspect.TableKind;
import dev.upq.introspect.Trigger;
import dev.upq.introspect.TypeRef;
import dev.upq.introspect.UserType;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

/** One set of DDL on each server, and the model that has to come of it. */
@ParameterizedClass(name = "PostgreSQL {0}")
@ValueSource(ints = {16, 17, 18})
@Timeout(120)
final class GoldenModelTest {

  private static final Map<Integer, PgConfig> MADE = new HashMap<>();
  private static final Map<Integer, Database> READ = new HashMap<>();

  private final int version;
  private final PgConfig config;
  private final PgConnection connection;
  private final Database model;

  GoldenModelTest(int version) {
    this.version = version;
    this.config = MADE.computeIfAbsent(version, GoldenModelTest::make);
    this.connection = Ground.connect(config);
    this.model = READ.computeIfAbsent(version, any -> PgIntrospector.of(connection).read());
  }

  private static PgConfig make(int version) {
    PgConfig config = Ground.database(version, "golden");
    try (PgConnection connection = Ground.connect(config)) {
      connection.script(Ground.text("golden.sql"));
    }
    return config;
  }

  @AfterEach
  void close() {
    connection.close();
  }

  private Table table(String schema, String name) {
    return model.table(schema, name).orElseThrow();
  }

  private Column customer(String column) {
    return table("app", "customer").column(column).orElseThrow();
  }

  @Test
  @DisplayName("IN-19: the same lines on each server, and so the same hash")
  void theLinesAreThoseThatWereKept() {
    assertThat(String.join("\n", model.lines()))
        .isEqualToIgnoringNewLines(Ground.text("golden.txt"));
    assertThat(model.version() / 10_000).isEqualTo(version);
    assertThat(model.hash()).matches("[0-9a-f]{64}");
    assertThat(model.notVisible()).isEmpty();
  }

  @Test
  @DisplayName("IN-04: serial, identity and a default from another sequence are three things")
  void whereValuesComeFromIsToldApart() {
    QualifiedName serial = new QualifiedName("app", "customer_serial_no_seq");
    assertThat(customer("serial_no").filling())
        .isEqualTo(new Filling.Serial(serial, "nextval('app.customer_serial_no_seq'::regclass)"));
    assertThat(customer("by_shared").filling()).isInstanceOf(Filling.ForeignSequence.class);
    assertThat(customer("by_default").filling()).isInstanceOf(Filling.Identity.class);
    assertThat(customer("upper_name").filling()).isInstanceOf(Filling.Generated.class);
    assertThat(customer("at").filling()).isEqualTo(new Filling.Default("now()"));
    Sequence identity = sequence("customer_id_seq");
    assertThat(identity.start()).isEqualTo(100);
    assertThat(identity.increment()).isEqualTo(10);
    assertThat(identity.owner())
        .contains(new Sequence.Owner(new QualifiedName("app", "customer"), "id", true));
    assertThat(sequence("shared").owner()).isEmpty();
  }

  private Sequence sequence(String name) {
    return model.schema("app").orElseThrow().sequences().stream()
        .filter(sequence -> sequence.name().equals(name))
        .findFirst()
        .orElseThrow();
  }

  @Test
  @DisplayName("IN-05: partitions on three levels, a default one, an index of a partition's own")
  void partitionsAreModelled() {
    Table whole = table("app", "measure");
    assertThat(whole.kind()).isEqualTo(new Code.Known<>(TableKind.PARTITIONED));
    assertThat(whole.partitioning().orElseThrow().key()).isEqualTo("(day)");
    Table inner = table("app", "measure_2024_a");
    assertThat(inner.partitionOf().orElseThrow().table().name()).isEqualTo("measure_2024");
    assertThat(inner.partitioning()).isPresent();
    assertThat(table("app", "measure_2024_a0").partitionOf().orElseThrow().bound())
        .isEqualTo("FOR VALUES WITH (modulus 2, remainder 0)");
    Table rest = table("app", "measure_rest");
    assertThat(rest.partitionOf().orElseThrow().isDefault()).isTrue();
    assertThat(rest.index("own").orElseThrow().parent()).isEmpty();
    assertThat(rest.index("measure_rest_v_idx").orElseThrow().parent())
        .contains(new QualifiedName("app", "measure_v_idx"));
  }

  @Test
  @DisplayName("IN-08: foreign keys to a partitioned table, to itself, in a circle, not valid")
  void foreignKeysAreExact() {
    Constraint measure = table("billing", "customer").constraint("to_measure").orElseThrow();
    assertThat(measure.columns()).containsExactly("measure_id", "measure_day", "measure_part");
    assertThat(measure.reference().orElseThrow().columns()).containsExactly("id", "day", "part");
    assertThat(measure.deferrable()).isTrue();
    assertThat(measure.deferred()).isFalse();
    assertThat(table("billing", "customer").foreignKeys())
        .extracting(Constraint::name)
        .containsExactly("later", "to_measure");
    assertThat(table("billing", "customer").constraint("later").orElseThrow().validated())
        .isFalse();
    assertThat(table("app", "customer").foreignKeys().getFirst().reference().orElseThrow().table())
        .isEqualTo(new QualifiedName("app", "customer"));
    assertThat(table("billing", "a").constraint("a_c_d_fkey").orElseThrow().reference())
        .hasValueSatisfying(to -> assertThat(to.setColumns()).containsExactly("d"));
  }

  @Test
  @DisplayName(
      "IN-08: definitions that are put together here are those of the server, word by word")
  void definitionsAreTheServers() {
    connection.query("select set_config('search_path', '', false)");
    Map<String, String> theirs = new HashMap<>();
    connection
        .query(
            "select conrelid::regclass::text || ' ' || conname, pg_get_constraintdef(oid)"
                + " from pg_constraint where conrelid <> 0")
        .forEach(row -> theirs.put(row.text(0), row.text(1)));
    int compared = 0;
    for (Table table : model.tables()) {
      for (Constraint constraint : table.constraints()) {
        assertThat(constraint.definition())
            .isEqualTo(theirs.get(table.id() + " " + constraint.name()));
        compared++;
      }
    }
    assertThat(compared).isGreaterThan(20);
  }

  @Test
  @DisplayName(
      "IN-09: domains over domains, arrays of enums, multiranges, composites in composites")
  void typesAreResolved() {
    TypeRef mail = customer("mail").type();
    assertThat(model.base(mail).text()).isEqualTo("text");
    assertThat(model.type(mail))
        .hasValueSatisfying(
            type ->
                assertThat(((UserType.Domain) type).of().type())
                    .isEqualTo(new QualifiedName("app", "email")));
    TypeRef moods = customer("moods").type();
    assertThat(moods.isArray()).isTrue();
    assertThat(moods.type()).isEqualTo(new QualifiedName("app", "mood"));
    assertThat(customer("amount").type().modifiers()).containsExactly("10", "2");
    assertThat(customer("at").type().modifiers()).containsExactly("3");
    UserType.Composite line =
        (UserType.Composite) model.type(customer("place").type()).orElseThrow();
    assertThat(model.type(line.attributes().getFirst().type()))
        .hasValueSatisfying(type -> assertThat(type.name()).isEqualTo("point3"));
    assertThat(customer("during").type().text()).isEqualTo("app.spans");
    assertThat(((UserType.Enumeration) model.type(customer("mood").type()).orElseThrow()).labels())
        .containsExactly("sad", "meh", "ok", "happy");
  }

  @Test
  @DisplayName("IN-11: names come raw, and go round through their quotes")
  void namesAreQuotedRight() {
    Table odd = table("public", "Odd \"names\" 😀");
    assertThat(odd.primaryKey()).containsExactly("a.b", "user");
    assertThat(connection.query("select 1 from " + odd.sql()).isEmpty()).isTrue();
    for (Column column : odd.columns()) {
      assertThat(
              connection.query("select " + column.sql() + " from " + odd.sql()).columns().names())
          .contains(column.name());
    }
    String name63 = "é".repeat(31) + "x";
    connection.script("create table " + new QualifiedName("billing", name63).sql() + " (a int)");
    try {
      Database again = PgIntrospector.of(connection).schemas("billing").read();
      assertThat(again.table("billing", name63)).isPresent();
    } finally {
      connection.script("drop table " + new QualifiedName("billing", name63).sql());
    }
  }

  @Test
  @DisplayName("IN-13: routines of each kind, with the arguments that tell them apart")
  void routinesAreListed() {
    assertThat(model.schema("app").orElseThrow().routines())
        .extracting(Routine::toString)
        .containsExactly(
            "app.ev()",
            "app.f(a integer, b text, OUT c integer, VARIADIC d integer[])",
            "app.f(text)",
            "app.p(IN a integer, INOUT b integer)",
            "app.total(integer)",
            "app.trg()",
            "app.win()");
  }

  @Test
  @DisplayName("IN-15: views on views, recursive, updatable, as the caller; one never filled")
  void viewsAreModelled() {
    Table v1 = table("app", "v1");
    assertThat(v1.view().orElseThrow().insertable()).isTrue();
    assertThat(v1.view().orElseThrow().updatable()).isTrue();
    assertThat(v1.options()).contains("security_invoker=true");
    assertThat(table("app", "v2").view().orElseThrow().updatable()).isFalse();
    assertThat(table("app", "v3").view().orElseThrow().definition()).contains("RECURSIVE");
    assertThat(table("app", "mv").view().orElseThrow().populated()).isFalse();
  }

  @Test
  @DisplayName("IN-16: event triggers, rules, policies and publications are there")
  void whatElseThereIsIsListed() {
    assertThat(model.eventTriggers().getFirst().tags()).containsExactly("DROP TABLE");
    assertThat(table("app", "scratch").rules()).hasSize(1);
    assertThat(table("app", "customer").policies().getFirst().permissive()).isFalse();
    assertThat(model.publications().getLast().schemas()).containsExactly("billing");
    assertThat(model.publications().getFirst().operations()).isEqualTo(Set.of("insert"));
    Trigger truncate = table("app", "customer").trigger("t2").orElseThrow();
    assertThat(truncate.events()).isEqualTo(Set.of(Trigger.Event.TRUNCATE));
    assertThat(truncate.enabled()).hasToString("disabled");
    assertThat(table("app", "customer").trigger("t1").orElseThrow().columns())
        .containsExactly("name", "amount");
    assertThat(table("app", "measure_rest").trigger("t5").orElseThrow().parent())
        .isEqualTo(Optional.of("t5"));
  }

  @Test
  @DisplayName("IN-01: who may only connect is told the same, and that there is nothing it may do")
  void aRoleWithoutRightsSeesTheSame() {
    connection.script("drop role if exists bystander; create role bystander login");
    try (PgConnection bystander = Ground.connect(config.with("user", "bystander"))) {
      Database seen = PgIntrospector.of(bystander).read();
      assertThat(seen.lines()).isEqualTo(model.lines());
      assertThat(seen.table("app", "customer").orElseThrow().privileges()).isEmpty();
      assertThat(seen.schema("app").orElseThrow().usable()).isFalse();
      assertThat(table("app", "customer").privileges()).contains("SELECT", "TRUNCATE");
    } finally {
      connection.script("drop role bystander");
    }
  }

  @Test
  @DisplayName("IN-10: whatever the search_path is, the model is one, and the path is put back")
  void theSearchPathChangesNothing() {
    for (String path : List.of("app", "billing, app", "pg_temp, app, pg_catalog")) {
      connection.query("select set_config('search_path', $1, false)", path);
      assertThat(PgIntrospector.of(connection).read().hash()).isEqualTo(model.hash());
      assertThat(connection.query("show search_path").oneText()).isEqualTo(path);
    }
    connection.script("begin");
    PgIntrospector.of(connection).read();
    assertThat(connection.query("show search_path").oneText())
        .isEqualTo("pg_temp, app, pg_catalog");
    connection.script("rollback");
  }
}
