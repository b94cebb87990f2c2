// SPDX-License-Identifier: Apache-2.0
/** Metrics, health and one live page, on the JDK's own HTTP server. */
module dev.upq.console {
  requires static transitive org.jspecify;
  requires transitive dev.upq;
  requires jdk.httpserver;

  exports dev.upq.console;
}
