// SPDX-License-Identifier: Apache-2.0
package dev.upq.tx;

import dev.upq.fault.PgUsageException;
import dev.upq.sql.SqlTokens;
import dev.upq.sql.SqlTokens.Kind;
import java.util.regex.Pattern;

/** What a text would mean for the transaction that it is sent in, by its words. */
enum TransactionText {
  /** Nothing. */
  KEEPS,
  /** It would begin another one. */
  BEGINS,
  /** It would end it. */
  ENDS,
  /** Servers read it differently, by a setting, and for some it would end the transaction. */
  UNCLEAR;

  private static final Pattern ENDING =
      Pattern.compile("(?i)\\b(commit|end|rollback|abort|prepare)\\b");

  private static final Pattern BEGINNING = Pattern.compile("(?i)\\b(begin|start|chain)\\b");

  /** Of one statement: the server takes no second one in the same text, so its head is enough. */
  static TransactionText ofOne(String sql) {
    SqlTokens tokens = new SqlTokens(sql);
    do {
      tokens.next();
      if (!tokens.clear() && tokens.kind() != Kind.END) {
        return ENDING.matcher(sql).find() ? UNCLEAR : KEEPS;
      }
    } while (tokens.is(';'));
    return ofHead(tokens);
  }

  /** Of any number of statements: the first of them that means something. */
  static TransactionText ofAll(String sql) {
    if (!clear(sql)) {
      return ENDING.matcher(sql).find() ? UNCLEAR : KEEPS;
    }
    SqlTokens tokens = new SqlTokens(sql);
    boolean head = true;
    int depth = 0;
    while (tokens.next() != Kind.END) {
      if (tokens.is(';')) {
        head = depth == 0;
        continue;
      }
      if (head) {
        TransactionText means = ofHead(tokens);
        if (means != KEEPS) {
          return means;
        }
        head = tokens.is(';');
      } else {
        depth += step(tokens, depth);
      }
    }
    return depth == 0 ? KEEPS : UNCLEAR;
  }

  /** The body of a function in standard SQL holds statements, and an END that is none. */
  private static int step(SqlTokens tokens, int depth) {
    if (depth > 0) {
      return tokens.is("case") ? 1 : tokens.is("end") ? -1 : 0;
    }
    if (!tokens.is("begin")) {
      return 0;
    }
    tokens.next();
    return tokens.is("atomic") ? 1 : 0;
  }

  /** Whether a text that may have ended the transaction may have begun another one. */
  static boolean mayBegin(String sql) {
    return BEGINNING.matcher(sql).find();
  }

  /** The tokens stand at the first word of a statement, and may stand behind it afterwards. */
  private static TransactionText ofHead(SqlTokens tokens) {
    if (tokens.is("begin")) {
      return BEGINS;
    } else if (tokens.is("commit") || tokens.is("end") || tokens.is("abort")) {
      return ENDS;
    } else if (tokens.is("start")) {
      tokens.next();
      return tokens.is("transaction") ? BEGINS : KEEPS;
    } else if (tokens.is("prepare")) {
      tokens.next();
      return tokens.is("transaction") ? ENDS : KEEPS;
    } else if (tokens.is("rollback")) {
      tokens.next();
      if (tokens.is("work") || tokens.is("transaction")) {
        tokens.next();
      }
      return tokens.is("to") ? KEEPS : ENDS;
    }
    return KEEPS;
  }

  /** PostgreSQL reads strings with an E or dollars in one way only, whatever is set. */
  private static boolean clear(String sql) {
    SqlTokens tokens = new SqlTokens(sql);
    boolean clear = true;
    while (clear && tokens.next() != Kind.END) {
      clear =
          tokens.clear()
              || (tokens.kind() == Kind.STRING && "eE$".indexOf(sql.charAt(tokens.from())) >= 0);
    }
    return clear && tokens.clear();
  }

  /**
   * Refuses what is not for a text, before it is sent.
   *
   * @return whether it may end the transaction all the same
   */
  boolean refuse() {
    return switch (this) {
      case KEEPS -> false;
      case UNCLEAR -> true;
      case BEGINS ->
          throw new PgUsageException(
              "BEGIN inside a transaction has no effect; for a part of it use a savepoint, or"
                  + " nested()");
      case ENDS ->
          throw new PgUsageException(
              "a text must not end the transaction; use commit() and rollback(), not COMMIT and"
                  + " ROLLBACK as text");
    };
  }

  /** As {@link #refuse}, for one statement, of which it can always be told. */
  static void refuseOne(String sql) {
    if (ofOne(sql).refuse()) {
      throw new PgUsageException(
          "a carriage return by itself stands in front of the statement, where it may end a comment"
              + " or not; end lines with a line feed");
    }
  }
}
