// SPDX-License-Identifier: Apache-2.0
/** The PostgreSQL runtime for virtual threads. */
module dev.upq {
  requires static transitive org.jspecify;
  requires transitive dev.upq.client;
  requires static jdk.jfr;

  exports dev.upq;
  exports dev.upq.lane;
  exports dev.upq.mapping;
  exports dev.upq.notify;
  exports dev.upq.pool;
  exports dev.upq.standing;
  exports dev.upq.stats;
  exports dev.upq.tx;
}
