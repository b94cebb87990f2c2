// SPDX-License-Identifier: Apache-2.0
package dev.upq.migrate;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Estimates the locks of a statement. One thread at a time.
 *
 * <p>The levels are those of the manual: "Table-level locks", and the notes of ALTER TABLE on the
 * actions that need less than the strongest.
 */
final class StatementLocks {

  private final SqlPhrase statement;
  private final Map<SqlName, LockLevel> locks = new LinkedHashMap<>();

  StatementLocks(SqlPhrase statement) {
    this.statement = statement;
  }

  List<StatementLock> read() {
    SqlCursor at = statement.cursor();
    at.takeOne(
            "create drop alter truncate insert update delete merge lock vacuum analyze cluster"
                + " reindex refresh copy comment")
        .ifPresent(verb -> read(verb, at));
    return locks.entrySet().stream()
        .map(lock -> new StatementLock(lock.getKey(), lock.getValue()))
        .toList();
  }

  private void read(String verb, SqlCursor at) {
    switch (verb) {
      case "create" -> create(at);
      case "drop" -> drop(at);
      case "alter" -> alter(at);
      case "truncate" -> truncate(at);
      case "insert", "merge" -> {
        at.take("into");
        named(at, LockLevel.ROW_EXCLUSIVE);
      }
      case "update" -> named(at, LockLevel.ROW_EXCLUSIVE);
      case "delete" -> {
        at.take("from");
        named(at, LockLevel.ROW_EXCLUSIVE);
      }
      case "lock" -> lock(at);
      case "vacuum" -> vacuum(at);
      case "analyze" -> {
        at.take("verbose");
        at.skipParentheses();
        named(at, LockLevel.SHARE_UPDATE_EXCLUSIVE);
      }
      case "cluster" -> {
        at.take("verbose");
        at.skipParentheses();
        named(at, LockLevel.ACCESS_EXCLUSIVE);
      }
      case "reindex" -> reindex(at);
      case "refresh" -> {
        boolean view = at.takeAll("materialized view");
        boolean concurrently = at.take("concurrently");
        named(at, view && concurrently ? LockLevel.EXCLUSIVE : LockLevel.ACCESS_EXCLUSIVE);
      }
      case "copy" -> copy(at);
      default -> comment(at);
    }
  }

  private void add(SqlName table, LockLevel level) {
    locks.merge(table, level, (one, other) -> one.compareTo(other) > 0 ? one : other);
  }

  private void named(SqlCursor at, LockLevel level) {
    at.takeIfExists();
    at.take("only");
    at.takeName().ifPresent(table -> add(table, level));
  }

  /** What stands behind {@code ON}. */
  private void target(SqlCursor at, LockLevel level) {
    while (!at.atEnd() && !at.is("on")) {
      at.next();
    }
    if (at.take("on")) {
      named(at, level);
    }
  }

  private void create(SqlCursor at) {
    at.takeAll("or replace");
    at.takeOne("unique constraint global local temporary temp unlogged");
    String kind = at.takeOne("index trigger rule policy statistics table").orElse("");
    switch (kind) {
      case "index" ->
          target(at, at.is("concurrently") ? LockLevel.SHARE_UPDATE_EXCLUSIVE : LockLevel.SHARE);
      case "trigger" -> target(at, LockLevel.SHARE_ROW_EXCLUSIVE);
      case "policy" -> target(at, LockLevel.ACCESS_EXCLUSIVE);
      case "rule" -> rule(at);
      case "table" -> references(at);
      default -> {}
    }
  }

  /** {@code AS ON event TO table}. */
  private void rule(SqlCursor at) {
    while (!at.atEnd() && !at.is("to")) {
      at.next();
    }
    at.take("to");
    named(at, LockLevel.ACCESS_EXCLUSIVE);
  }

  /** A new table is nobody else's; those that it refers to or is a partition of are. */
  private void references(SqlCursor at) {
    while (!at.atEnd()) {
      if (at.take("references")) {
        named(at, LockLevel.SHARE_ROW_EXCLUSIVE);
      } else if (at.take("partition")) {
        if (at.take("of")) {
          named(at, LockLevel.ACCESS_EXCLUSIVE);
        }
      } else {
        at.next();
      }
    }
  }

  private void drop(SqlCursor at) {
    at.take("materialized");
    at.take("foreign");
    String kind = at.takeOne("table view index trigger rule policy").orElse("");
    switch (kind) {
      case "table", "view" -> names(at, LockLevel.ACCESS_EXCLUSIVE);
      case "index" -> {
        boolean concurrently = at.take("concurrently");
        names(at, concurrently ? LockLevel.SHARE_UPDATE_EXCLUSIVE : LockLevel.ACCESS_EXCLUSIVE);
      }
      case "trigger", "rule", "policy" -> target(at, LockLevel.ACCESS_EXCLUSIVE);
      default -> {}
    }
  }

  private void names(SqlCursor at, LockLevel level) {
    do {
      named(at, level);
      at.take('*');
    } while (at.take(','));
  }

  private void alter(SqlCursor at) {
    Optional<SqlAlterTable> table = SqlAlterTable.of(statement);
    if (table.isPresent()) {
      for (SqlPhrase action : table.get().actions()) {
        action(table.get().table(), action);
      }
    } else if (at.take("index")) {
      named(at, LockLevel.SHARE_UPDATE_EXCLUSIVE);
    } else if (at.take("materialized") || at.is("view") || at.is("sequence")) {
      at.takeOne("view sequence");
      named(at, LockLevel.ACCESS_EXCLUSIVE);
    }
  }

  private void action(SqlName table, SqlPhrase action) {
    Optional<SqlName> referred = SqlAlterTable.references(action);
    boolean column = SqlAlterTable.addsColumn(action);
    LockLevel level = LockLevel.ACCESS_EXCLUSIVE;
    if (referred.isPresent()) {
      add(referred.get(), LockLevel.SHARE_ROW_EXCLUSIVE);
      level = column ? level : LockLevel.SHARE_ROW_EXCLUSIVE;
    } else if (action.begins("attach partition")) {
      SqlCursor at = action.cursor();
      at.takeAll("attach partition");
      named(at, LockLevel.ACCESS_EXCLUSIVE);
      level = LockLevel.SHARE_UPDATE_EXCLUSIVE;
    } else if (action.has("detach partition") && action.has("concurrently")) {
      level = LockLevel.SHARE_UPDATE_EXCLUSIVE;
    } else if (action.begins("validate constraint")
        || action.begins("cluster on")
        || action.begins("set without cluster")
        || isParameter(action)
        || SqlAlterTable.altersColumn(action, "set statistics")) {
      level = LockLevel.SHARE_UPDATE_EXCLUSIVE;
    } else if ((action.begins("enable") || action.begins("disable")) && action.has("trigger")) {
      level = LockLevel.SHARE_ROW_EXCLUSIVE;
    }
    add(table, level);
  }

  /** {@code SET (fillfactor = 70)} and its like. */
  private static boolean isParameter(SqlPhrase action) {
    SqlCursor at = action.cursor();
    return at.takeOne("set reset").isPresent() && at.is('(');
  }

  private void truncate(SqlCursor at) {
    at.take("table");
    names(at, LockLevel.ACCESS_EXCLUSIVE);
  }

  private void lock(SqlCursor at) {
    at.take("table");
    names(at, LockLevel.ACCESS_EXCLUSIVE);
    if (at.take("in")) {
      StringBuilder mode = new StringBuilder();
      while (!at.atEnd() && !at.is("mode")) {
        mode.append(mode.isEmpty() ? "" : "_").append(at.text().toUpperCase(Locale.ROOT));
        at.next();
      }
      for (LockLevel level : LockLevel.values()) {
        if (level.name().contentEquals(mode)) {
          locks.replaceAll((table, was) -> level);
        }
      }
    }
  }

  private void vacuum(SqlCursor at) {
    boolean full = false;
    if (at.is('(')) {
      int begin = at.from();
      at.skipParentheses();
      full = statement.text().substring(begin, at.from()).toLowerCase(Locale.ROOT).contains("full");
    }
    for (Optional<String> word = at.takeOne("full freeze verbose analyze");
        word.isPresent();
        word = at.takeOne("full freeze verbose analyze")) {
      full |= word.get().equals("full");
    }
    named(at, full ? LockLevel.ACCESS_EXCLUSIVE : LockLevel.SHARE_UPDATE_EXCLUSIVE);
  }

  private void reindex(SqlCursor at) {
    boolean concurrently = statement.text().toLowerCase(Locale.ROOT).contains("concurrently");
    at.skipParentheses();
    String kind = at.takeOne("index table").orElse("");
    at.take("concurrently");
    if (!kind.isEmpty()) {
      named(at, concurrently ? LockLevel.SHARE_UPDATE_EXCLUSIVE : LockLevel.SHARE);
    }
  }

  private void copy(SqlCursor at) {
    if (!at.is('(')) {
      boolean in = statement.has("from");
      named(at, in ? LockLevel.ROW_EXCLUSIVE : LockLevel.ACCESS_SHARE);
    }
  }

  private void comment(SqlCursor at) {
    if (at.takeAll("on table")) {
      named(at, LockLevel.SHARE_UPDATE_EXCLUSIVE);
    }
  }
}
