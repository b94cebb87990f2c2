// SPDX-License-Identifier: Apache-2.0
package dev.upq.exchange;

import dev.upq.fault.PgUsageException;
import dev.upq.sql.FirstWord;

/**
 * Looks at a text before it is sent as COPY: its first word has to be that. Stateless. Which way it
 * goes, the server tells.
 */
final class CopyText {

  private static final String COPY = "copy";

  private CopyText() {}

  /**
   * Refuses a text that begins with another word, behind blanks and comments.
   *
   * @throws PgUsageException where it does; nothing was sent
   */
  static void requireCopy(String sql) {
    int at = FirstWord.begin(sql, 0);
    boolean copy =
        sql.regionMatches(true, at, COPY, 0, COPY.length())
            && (at + COPY.length() == sql.length()
                || !Character.isUnicodeIdentifierPart(sql.charAt(at + COPY.length())));
    if (!copy) {
      throw new PgUsageException(
          "the text is no COPY statement; run other statements with query() or execute()");
    }
  }
}
