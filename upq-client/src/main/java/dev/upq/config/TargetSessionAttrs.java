// SPDX-License-Identifier: Apache-2.0
package dev.upq.config;

import java.util.Locale;

/**
 * What a server must be, for one of several hosts to be taken. Immutable.
 *
 * @see <a href="https://www.postgresql.org/docs/18/libpq-connect.html">libpq,
 *     target_session_attrs</a>
 */
public enum TargetSessionAttrs {
  /** Whatever answers. */
  ANY,
  /** Sessions may write: not a hot standby, and default_transaction_read_only is off. */
  READ_WRITE,
  /** Sessions may not write: the opposite of {@link #READ_WRITE}. */
  READ_ONLY,
  /** Not in hot standby. */
  PRIMARY,
  /** In hot standby. */
  STANDBY,
  /** A standby where there is one, else whatever answers. */
  PREFER_STANDBY;

  /** The setting's own spelling, for example {@code prefer-standby}. */
  public String text() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
