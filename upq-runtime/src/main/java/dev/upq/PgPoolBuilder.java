// SPDX-License-Identifier: Apache-2.0
package dev.upq;

import dev.upq.config.PgConfig;
import dev.upq.connection.ConnectionSetup;
import dev.upq.mapping.RecordMapping;
import dev.upq.statement.TraceContext;
import dev.upq.stats.PgStatsRegistry;
import dev.upq.type.Codec;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Collects what a pool is to be: its types, see {@link PgTypes}, its name, where it counts. One
 * thread at a time.
 *
 * <pre>{@code
 * PgPool pg =
 *     PgPool.builder("postgresql://app@localhost/shop")
 *         .enumeration(Mood.class, "mood")
 *         .composite(Money.class, "billing.money")
 *         .open();
 * }</pre>
 */
public final class PgPoolBuilder {

  private final PgConfig config;
  private PgTypes types = PgTypes.builtIn();
  private String name;
  private @Nullable PgStatsRegistry stats;
  private TraceContext trace = TraceContext.NONE;

  PgPoolBuilder(PgConfig config) {
    this.config = config;
    this.name = config.database();
  }

  /** The name of the pool in statistics; that of the database where none is given. */
  public PgPoolBuilder name(String itsName) {
    name = itsName;
    return this;
  }

  /** Where the pool counts; a registry of its own where none is given. */
  public PgPoolBuilder stats(PgStatsRegistry registry) {
    stats = registry;
    return this;
  }

  /**
   * The trace that statements belong to, put behind their texts in a comment; see {@link
   * TraceContext} for what that costs. Texts that run in several statements at once, COPY and what
   * begins and ends transactions go without.
   *
   * @param traceparent asked for each statement, on the thread that runs it; null for none
   */
  public PgPoolBuilder traceparent(Supplier<@Nullable String> traceparent) {
    trace = TraceContext.of(traceparent);
    return this;
  }

  /** As {@link PgTypes#enumeration(Class, String)}. */
  public <E extends Enum<E>> PgPoolBuilder enumeration(Class<E> type, String name) {
    return types(types.enumeration(type, name));
  }

  /** As {@link PgTypes#composite}. */
  public <R extends Record> PgPoolBuilder composite(Class<R> type, String name) {
    return types(types.composite(type, name));
  }

  /** As {@link PgTypes#codec(String, Codec)}. */
  public PgPoolBuilder codec(String name, Codec<?> codec) {
    return types(types.codec(name, codec));
  }

  /** As {@link PgTypes#codec(int, Codec)}. */
  public PgPoolBuilder codec(int oid, Codec<?> codec) {
    return types(types.codec(oid, codec));
  }

  /** As {@link PgTypes#providers}. */
  public PgPoolBuilder providers() {
    return types(types.providers());
  }

  /** These types in the place of all that was given until now. */
  public PgPoolBuilder types(PgTypes all) {
    types = all;
    return this;
  }

  /** The pool. Does no I/O, as {@link PgPool#open(String)}. */
  public PgPool open() {
    return PgPool.open(
        ConnectionSetup.of(config)
            .withMapping(RecordMapping.instance())
            .withTypes(types.registry())
            .withTrace(trace),
        name,
        stats == null ? PgStatsRegistry.create() : stats);
  }
}
