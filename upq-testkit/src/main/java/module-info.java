// SPDX-License-Identifier: Apache-2.0
/** A real PostgreSQL for tests without installing one, a scripted server and a fault proxy. */
module dev.upq.testkit {
  requires static transitive org.jspecify;
  requires transitive dev.upq.protocol;
  requires org.apache.commons.compress;
  requires org.tukaani.xz;

  exports dev.upq.testkit;
  exports dev.upq.testkit.certs;
  exports dev.upq.testkit.proxy;
  exports dev.upq.testkit.script;
}
