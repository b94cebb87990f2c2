// SPDX-License-Identifier: Apache-2.0
package dev.upq.lane;

import dev.upq.config.PgConfig;
import dev.upq.config.TargetSessionAttrs;
import java.util.Map;

/** What the sessions of a lane begin with, made of the pool's settings. Stateless. */
final class LaneConfig {

  private static final String READ_ONLY =
      "-c default_transaction_read_only=on -c default_transaction_isolation=read\\ committed";

  private LaneConfig() {}

  /** For connections that carry bursts: the server ends a statement that is slow. */
  static PgConfig together(PgConfig config) {
    return with(
        config, READ_ONLY + " -c statement_timeout=" + config.laneStatementTimeout().toMillis());
  }

  /** For connections on which one statement runs at a time. */
  static PgConfig alone(PgConfig config) {
    return with(config, READ_ONLY).toBuilder()
        .set("pool_min", "0")
        .set("pool_min_idle", "0")
        .set("pool_max", Integer.toString(config.laneAloneMax()))
        .set("pool_pipeline_depth", "1")
        .set(
            "max_result_size",
            Long.toString(Math.min(config.laneResultBytes(), config.maxResultBytes())))
        .build();
  }

  /** What is said last counts. */
  private static PgConfig with(PgConfig config, String options) {
    Map<String, String> startup = config.startupParameters();
    String given = startup.getOrDefault("options", "");
    PgConfig made = config.with("options", given.isEmpty() ? options : given + " " + options);
    // A session that is read-only by our own wish would be taken for a server that is.
    return config.targetSessionAttrs() == TargetSessionAttrs.READ_WRITE
        ? made.toBuilder().targetSessionAttrs(TargetSessionAttrs.PRIMARY).build()
        : made;
  }
}
