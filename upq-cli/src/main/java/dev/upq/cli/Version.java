// SPDX-License-Identifier: Apache-2.0
package dev.upq.cli;

import java.util.Optional;
import picocli.CommandLine.IVersionProvider;

/** Tells the version from the jar's manifest, and the Java that runs it. Immutable. */
final class Version implements IVersionProvider {

  Version() {}

  @Override
  public String[] getVersion() {
    String version =
        Optional.ofNullable(Version.class.getPackage().getImplementationVersion())
            .orElse("(not packaged)");
    return new String[] {"upq " + version + ", Java " + Runtime.version()};
  }
}
