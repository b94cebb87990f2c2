// SPDX-License-Identifier: Apache-2.0
package dev.upq.bench.parts;

import dev.upq.codec.BuiltinTypes;
import dev.upq.row.Column;
import dev.upq.row.Columns;
import dev.upq.statement.Claim;
import dev.upq.statement.HeldStatements;
import dev.upq.statement.PreparedStatement;
import dev.upq.statement.PreparedStatementRegistry;
import dev.upq.statement.RegisteredStatement;
import dev.upq.statement.SchemaChange;
import dev.upq.type.PgType;
import dev.upq.wire.Format;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Threads;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What the registry costs a statement that the session holds, among {@value #TEXTS} texts: found by
 * its text and the session's search_path, and claimed for a burst. Shared by its threads.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 3, time = 1)
public class RegistryParts {

  private static final int TEXTS = 400;
  private static final int MANY_BYTES = 8 << 20;
  private static final String PATH = "\"$user\", public";

  private final PreparedStatementRegistry registry = PreparedStatementRegistry.named();
  private final String[] texts = new String[TEXTS];

  /** One session, of one thread. */
  @State(Scope.Thread)
  public static class Session {

    private HeldStatements held =
        new HeldStatements(PreparedStatementRegistry.named(), TEXTS, MANY_BYTES);
    private int next;

    /** Holds all texts, as they are described. */
    @Setup
    public void hold(RegistryParts parts) {
      held = new HeldStatements(parts.registry, TEXTS, MANY_BYTES);
      for (String sql : parts.texts) {
        held.holds(parts.described(sql));
      }
    }

    private int turn() {
      next = next + 1 == TEXTS ? 0 : next + 1;
      return next;
    }
  }

  /** Describes the texts, with a parameter and a column each. */
  public RegistryParts() {
    for (int i = 0; i < TEXTS; i++) {
      texts[i] = "select abalance from pgbench_accounts where aid = $1 and bid = " + i;
      RegisteredStatement text = registry.text(texts[i], PATH);
      PgType int4 = BuiltinTypes.registry().byName("int4").orElseThrow();
      text.described(
          text.nextName(),
          List.of(int4),
          new Columns(List.of(new Column("abalance", 0, 0, int4, -1, Format.BINARY))),
          true);
    }
  }

  private PreparedStatement described(String sql) {
    PreparedStatement known = registry.text(sql, PATH).known();
    if (known == null) {
      throw new IllegalStateException("not described: " + sql);
    }
    return known;
  }

  private Claim claimed(Session session, String sql) {
    PreparedStatement known = session.held.seenHere(described(sql));
    session.held.order().lock();
    try {
      return session.held.claim(known);
    } finally {
      session.held.order().unlock();
    }
  }

  /** One text over and over. */
  @Benchmark
  public Claim hit(Session session) {
    return claimed(session, texts[0]);
  }

  /** Each text in turn, so that none of them stays in the processor's cache. */
  @Benchmark
  public Claim hitOfManyTexts(Session session) {
    return claimed(session, texts[session.turn()]);
  }

  /** Two threads with a session each and the registry in common. */
  @Benchmark
  @Threads(2)
  public Claim hitFromTwoThreads(Session session) {
    return claimed(session, texts[session.turn()]);
  }

  /** What it costs to see that a command has not changed the schema. */
  @Benchmark
  public boolean tagOfNoChange() {
    return SchemaChange.toldBy("SELECT 1") || SchemaChange.toldBy("DELETE 3");
  }

  /** A change of the schema, looked for in all texts; it concerns none. */
  @Benchmark
  public void changeOfTheSchema() {
    registry.changed(SchemaChange.in("alter table other add column b text"));
  }
}
