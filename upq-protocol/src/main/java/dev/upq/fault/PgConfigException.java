// SPDX-License-Identifier: Apache-2.0
package dev.upq.fault;

import org.jspecify.annotations.Nullable;

/**
 * A setting is unknown, malformed or contradicts another. The message names the setting, never a
 * password's value.
 */
public final class PgConfigException extends PgException {

  private static final long serialVersionUID = 1L;

  public PgConfigException(String message) {
    this(message, null);
  }

  public PgConfigException(String message, @Nullable Throwable cause) {
    super(message, Sent.NOTHING, cause);
  }

  @Override
  public boolean retrySafe() {
    return false;
  }
}
