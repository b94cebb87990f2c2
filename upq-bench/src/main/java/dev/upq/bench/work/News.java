// SPDX-License-Identifier: Apache-2.0
package dev.upq.bench.work;

/** B9: NOTIFY to arrival. Stateless. */
public final class News {

  /** Of this process alone: what others send must not be heard here. */
  public static final String CHANNEL = "upq_bench_" + ProcessHandle.current().pid();

  public static final String LISTEN = "listen " + CHANNEL;

  /** One notification; its payload is the key. */
  public static final String ONE = "select pg_notify('" + CHANNEL + "', $1)";

  /** How many come in a stream. */
  public static final int MANY = 10_000;

  /** {@link #MANY} notifications of one transaction; each payload is the parameter and a number. */
  public static final String STREAM =
      "select sum(length(pg_notify('"
          + CHANNEL
          + "', $1 || i)::text)) from generate_series(1, "
          + MANY
          + ") i";

  private News() {}
}
