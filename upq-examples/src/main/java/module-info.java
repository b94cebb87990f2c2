// SPDX-License-Identifier: Apache-2.0
/** Flights of 2001: a small service on real data, and the traffic that proves it. */
module dev.upq.examples {
  requires static transitive org.jspecify;
  requires transitive dev.upq;
  requires transitive dev.upq.schema;

  exports dev.upq.examples.flights;

  opens dev.upq.examples.flights to
      dev.upq;
}
