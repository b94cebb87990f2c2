// SPDX-License-Identifier: Apache-2.0
package dev.upq.migrate;

/** The answer of a COMMIT has not come: only the log knows. Immutable. */
final class CommitInDoubt extends RuntimeException {

  private static final long serialVersionUID = 1L;

  CommitInDoubt(RuntimeException why) {
    super(why.getMessage(), why);
  }
}
