// SPDX-License-Identifier: Apache-2.0
package dev.upq.testkit;

import dev.upq.fault.PgConfigException;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The version that an installed server says of itself. Immutable.
 *
 * @param text such as {@code 18.1} or {@code 19beta1}
 * @param major such as 18
 */
record InstalledVersion(String text, int major) {

  private static final Pattern FORM = Pattern.compile("\\(PostgreSQL\\) ((\\d{1,4})\\S*)");

  /** Asks {@code postgres --version}, which root may do as well. */
  static InstalledVersion of(Binaries.Installation installation) {
    Shell.Result said =
        Shell.run(List.of(installation.program("postgres").toString(), "--version"));
    Matcher form = FORM.matcher(said.output());
    if (said.status() != 0 || !form.find()) {
      throw new PgConfigException(
          "the PostgreSQL in %s does not run here (exit status %d): %s"
              .formatted(installation.home(), said.status(), said.oneLine()));
    }
    return new InstalledVersion(form.group(1), Integer.parseInt(form.group(2)));
  }
}
