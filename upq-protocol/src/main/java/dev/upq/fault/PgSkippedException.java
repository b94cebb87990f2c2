// SPDX-License-Identifier: Apache-2.0
package dev.upq.fault;

/**
 * An item of a pipeline was not carried out, because an item before it, up to the last barrier,
 * failed; or it was undone with such an item behind it. The cause is that item's failure.
 */
public final class PgSkippedException extends PgException {

  private static final long serialVersionUID = 1L;

  public PgSkippedException(String message, PgException cause) {
    super(message, Sent.ALL, cause);
  }

  /** True: the server read the item and skipped or undid it. */
  @Override
  public boolean retrySafe() {
    return true;
  }
}
