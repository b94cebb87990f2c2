// SPDX-License-Identifier: Apache-2.0
/** Migrations, and the model of a database, on the JDK alone. */
module dev.upq.schema {
  requires static transitive org.jspecify;
  requires transitive dev.upq;

  exports dev.upq.introspect;
  exports dev.upq.introspect.diagram;
  exports dev.upq.introspect.source;
  exports dev.upq.migrate;
}
