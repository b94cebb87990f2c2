// SPDX-License-Identifier: Apache-2.0
/** The upq command. */
module dev.upq.cli {
  requires static org.jspecify;
  requires dev.upq;
  requires dev.upq.console;
  requires dev.upq.examples;
  requires dev.upq.schema;
  requires dev.upq.testkit;
  requires info.picocli;

  opens dev.upq.cli to
      info.picocli;
}
