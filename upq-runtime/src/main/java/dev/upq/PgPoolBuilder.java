// SPDX-License-Identifier: Apache-2.0
package dev.upq;

import dev.upq.config.PgConfig;
import dev.upq.connection.ConnectionSetup;
import dev.upq.mapping.RecordMapping;
import dev.upq.type.Codec;

/**
 * Collects the types that a pool is to know, see {@link PgTypes}. One thread at a time.
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

  PgPoolBuilder(PgConfig config) {
    this.config = config;
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
            .withTypes(types.registry()));
  }
}
