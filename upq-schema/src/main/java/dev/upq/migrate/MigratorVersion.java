// SPDX-License-Identifier: Apache-2.0
package dev.upq.migrate;

/** Which version of this library is at work. Stateless. */
final class MigratorVersion {

  private MigratorVersion() {}

  /** As the jar says; {@code dev} where there is none. */
  static String text() {
    String version = MigratorVersion.class.getPackage().getImplementationVersion();
    return version == null ? "dev" : version;
  }
}
