// SPDX-License-Identifier: Apache-2.0
package dev.upq.migrate;

import dev.upq.migrate.StatementKind.ConcurrentIndex;
import dev.upq.migrate.StatementKind.ConcurrentIndex.Action;
import dev.upq.migrate.StatementKind.CopyIn;
import dev.upq.migrate.StatementKind.CopyOut;
import dev.upq.migrate.StatementKind.Ordinary;
import dev.upq.migrate.StatementKind.OutsideTransaction;
import dev.upq.migrate.StatementKind.TransactionControl;
import dev.upq.sql.SqlTokens;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Reads the kind of a statement off its first words. Stateless.
 *
 * <p>What the server refuses inside a transaction is a list in its code, the calls of
 * PreventInTransactionBlock; it is written down here as it stands in PostgreSQL 18, with REPACK of
 * later servers.
 */
final class StatementKinds {

  static final StatementKind ORDINARY = new Ordinary();

  /** Most statements of a large file begin with one of these, and need no second look. */
  private static final List<String> ORDINARY_WORDS =
      List.of("insert", "select", "update", "delete", "comment", "grant", "revoke", "with");

  private static final String SETTING = "standard_conforming_strings";

  private StatementKinds() {}

  /** Whether a statement with that first token may be of any kind but {@link Ordinary}. */
  static boolean mayMatter(SqlTokens first) {
    for (String word : ORDINARY_WORDS) {
      if (first.is(word)) {
        return false;
      }
    }
    return true;
  }

  static StatementKind of(String statement) {
    SqlCursor at = new SqlCursor(statement);
    return at.takeOne("create drop reindex alter vacuum cluster repack discard copy")
        .map(verb -> of(verb, at))
        .or(() -> transaction(at))
        .orElse(ORDINARY);
  }

  private static StatementKind of(String verb, SqlCursor at) {
    return switch (verb) {
      case "create" -> create(at);
      case "drop" -> drop(at);
      case "reindex" -> reindex(at);
      case "alter" -> alter(at);
      case "vacuum" -> new OutsideTransaction("VACUUM");
      case "cluster" -> wholeDatabase(at, "CLUSTER");
      case "repack" -> repack(at);
      case "discard" -> at.is("all") ? new OutsideTransaction("DISCARD ALL") : ORDINARY;
      default -> copy(at);
    };
  }

  private static StatementKind create(SqlCursor at) {
    Optional<String> kind = at.takeOne("database tablespace subscription unique index");
    if (kind.isEmpty()) {
      return ORDINARY;
    }
    return switch (kind.get()) {
      case "database", "tablespace" -> outside("create", kind.get());
      case "subscription" -> subscription(at);
      default -> createIndex(at, kind.get().equals("unique"));
    };
  }

  private static StatementKind createIndex(SqlCursor at, boolean unique) {
    if ((unique && !at.take("index")) || !at.take("concurrently")) {
      return ORDINARY;
    }
    boolean unless = at.takeIfExists();
    Optional<SqlName> index = at.is("on") ? Optional.empty() : at.takeName();
    at.take("on");
    at.take("only");
    return new ConcurrentIndex(Action.CREATE, index, at.takeName(), unless);
  }

  /** It makes a slot on the other server, unless it is told not to. */
  private static StatementKind subscription(SqlCursor at) {
    while (!at.atEnd()) {
      if (at.take("create_slot") || at.take("connect")) {
        at.take('=');
        if (off(at)) {
          return ORDINARY;
        }
      } else {
        at.next();
      }
    }
    return new OutsideTransaction("CREATE SUBSCRIPTION");
  }

  private static boolean off(SqlCursor at) {
    String value = at.text().replace("'", "").toLowerCase(Locale.ROOT);
    return List.of("false", "off", "no", "0").contains(value);
  }

  private static StatementKind drop(SqlCursor at) {
    Optional<String> kind = at.takeOne("database tablespace subscription index");
    if (kind.isEmpty()) {
      return ORDINARY;
    } else if (!kind.get().equals("index")) {
      return outside("drop", kind.get());
    } else if (!at.take("concurrently")) {
      return ORDINARY;
    }
    boolean unless = at.takeIfExists();
    return new ConcurrentIndex(Action.DROP, at.takeName(), Optional.empty(), unless);
  }

  private static StatementKind reindex(SqlCursor at) {
    boolean concurrently = false;
    if (at.take('(')) {
      while (!at.atEnd() && !at.is(')')) {
        if (at.take("concurrently")) {
          concurrently = !off(at);
        } else {
          at.next();
        }
      }
      at.take(')');
    }
    Optional<String> kind = at.takeOne("index table schema database system");
    concurrently |= at.take("concurrently");
    if (kind.isEmpty()) {
      return ORDINARY;
    }
    return switch (kind.get()) {
      case "index", "table" -> concurrently ? reindexed(at, kind.get()) : ORDINARY;
      default -> outside("reindex", kind.get());
    };
  }

  private static StatementKind reindexed(SqlCursor at, String kind) {
    Optional<SqlName> name = at.takeName();
    boolean index = kind.equals("index");
    return new ConcurrentIndex(
        Action.REINDEX, index ? name : Optional.empty(), index ? Optional.empty() : name, false);
  }

  private static StatementKind alter(SqlCursor at) {
    if (at.take("system")) {
      return new OutsideTransaction("ALTER SYSTEM");
    } else if (at.take("database")) {
      at.takeName();
      return at.take("set") && at.is("tablespace")
          ? new OutsideTransaction("ALTER DATABASE SET TABLESPACE")
          : ORDINARY;
    } else if (at.take("subscription")) {
      return alterSubscription(at);
    } else if (at.take("table")) {
      return detach(at)
          ? new OutsideTransaction("ALTER TABLE DETACH PARTITION CONCURRENTLY")
          : ORDINARY;
    }
    return ORDINARY;
  }

  /** It may wait for workers, or drop slots on the other server. */
  private static StatementKind alterSubscription(SqlCursor at) {
    at.takeName();
    if (at.take("refresh")) {
      return new OutsideTransaction("ALTER SUBSCRIPTION REFRESH");
    }
    boolean publication = at.takeOne("set add drop").isPresent() && at.take("publication");
    while (publication && !at.atEnd()) {
      if (at.take("refresh")) {
        at.take('=');
        return off(at) ? ORDINARY : new OutsideTransaction("ALTER SUBSCRIPTION ... PUBLICATION");
      }
      at.next();
    }
    return publication ? new OutsideTransaction("ALTER SUBSCRIPTION ... PUBLICATION") : ORDINARY;
  }

  private static boolean detach(SqlCursor at) {
    at.takeIfExists();
    at.take("only");
    at.takeName();
    if (!at.take("detach") || !at.take("partition")) {
      return false;
    }
    at.takeName();
    return at.is("concurrently");
  }

  /** With a table it runs in a transaction, unless it is concurrent. */
  private static StatementKind wholeDatabase(SqlCursor at, String command) {
    at.take("verbose");
    at.skipParentheses();
    return at.takeName().isEmpty() ? new OutsideTransaction(command) : ORDINARY;
  }

  private static StatementKind repack(SqlCursor at) {
    while (at.take("verbose") || at.is('(')) {
      if (at.take('(')) {
        while (!at.atEnd() && !at.is(')')) {
          if (at.take("concurrently") && !off(at)) {
            return new OutsideTransaction("REPACK CONCURRENTLY");
          }
          at.next();
        }
        at.take(')');
      }
    }
    return at.takeName().isEmpty() ? new OutsideTransaction("REPACK") : ORDINARY;
  }

  private static StatementKind outside(String verb, String kind) {
    return new OutsideTransaction((verb + ' ' + kind).toUpperCase(Locale.ROOT));
  }

  /** Looks for the way behind the table and its columns, or the query. */
  private static StatementKind copy(SqlCursor at) {
    while (!at.atEnd()) {
      if (at.is('(')) {
        at.skipParentheses();
      } else if (at.take("from")) {
        return at.is("stdin") || at.is("stdout") ? new CopyIn() : ORDINARY;
      } else if (at.take("to")) {
        return at.is("stdin") || at.is("stdout") ? new CopyOut() : ORDINARY;
      } else {
        at.next();
      }
    }
    return ORDINARY;
  }

  private static Optional<StatementKind> transaction(SqlCursor at) {
    return at.takeOne("begin start commit end abort rollback savepoint release prepare")
        .flatMap(
            word ->
                switch (word) {
                  case "commit", "rollback" ->
                      Optional.of(
                          at.is("prepared")
                              ? outside(word, "prepared")
                              : new TransactionControl(word.toUpperCase(Locale.ROOT)));
                  case "start" -> control(at, "START TRANSACTION");
                  case "prepare" -> control(at, "PREPARE TRANSACTION");
                  default -> Optional.of(new TransactionControl(word.toUpperCase(Locale.ROOT)));
                });
  }

  private static Optional<StatementKind> control(SqlCursor at, String command) {
    return at.is("transaction") ? Optional.of(new TransactionControl(command)) : Optional.empty();
  }

  /**
   * What {@code standard_conforming_strings} is set to by that statement; empty where it sets
   * something else.
   */
  static Optional<Boolean> conformingStrings(String statement) {
    SqlCursor at = new SqlCursor(statement);
    if (!at.take("set")) {
      return Optional.empty();
    }
    at.takeOne("session local");
    if (!at.take(SETTING) || !(at.take('=') || at.take("to"))) {
      return Optional.empty();
    }
    return Optional.of(!off(at));
  }
}
