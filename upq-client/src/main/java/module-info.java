// SPDX-License-Identifier: Apache-2.0
/** One connection to one PostgreSQL server, on the JDK alone. */
module dev.upq.client {
  requires static transitive org.jspecify;
  requires transitive dev.upq.protocol;
  requires static jdk.net;

  exports dev.upq.catalogue;
  exports dev.upq.channel;
  exports dev.upq.config;
  exports dev.upq.connection;
  exports dev.upq.crew;
  exports dev.upq.exchange;
  exports dev.upq.probe;
  exports dev.upq.row;
  exports dev.upq.statement;
  exports dev.upq.time;
}
