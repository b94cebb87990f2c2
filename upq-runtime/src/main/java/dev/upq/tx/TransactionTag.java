// SPDX-License-Identifier: Apache-2.0
package dev.upq.tx;

import java.util.regex.Pattern;

/** What the tag of a command that came through as text tells. Stateless. */
final class TransactionTag {

  private static final Pattern TO_SAVEPOINT =
      Pattern.compile("(?is).*\\brollback\\s+((work|transaction)\\s+)?to\\b.*");
  private static final Pattern CHAIN = Pattern.compile("(?is).*\\bchain\\b.*");

  private TransactionTag() {}

  /**
   * Whether the transaction that it ran in is over. ROLLBACK TO SAVEPOINT has the same tag as
   * ROLLBACK AND CHAIN; the text tells them apart.
   */
  static boolean ends(String sql, String tag) {
    return switch (tag) {
      case "COMMIT", "PREPARE TRANSACTION" -> true;
      case "ROLLBACK" -> !TO_SAVEPOINT.matcher(sql).matches() || CHAIN.matcher(sql).matches();
      default -> false;
    };
  }
}
