// SPDX-License-Identifier: Apache-2.0
package dev.upq.migrate;

import java.util.HashSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** What a file has done so far, as far as a rule asks for it. One thread at a time. */
final class LintFile {

  private final boolean transaction;
  private boolean lockTimeout;
  private final Set<SqlName> made = new HashSet<>();
  private final Set<SqlName> validated = new HashSet<>();
  private final Set<String> enumValues = new HashSet<>();

  LintFile(boolean transaction, boolean lockTimeout) {
    this.transaction = transaction;
    this.lockTimeout = lockTimeout;
  }

  boolean transaction() {
    return transaction;
  }

  boolean lockTimeout() {
    return lockTimeout;
  }

  /** Whether the file itself has made the table or type, so that nobody uses it yet. */
  boolean made(SqlName name) {
    return made.contains(name)
        || (!name.schema().isEmpty() && made.contains(new SqlName("", name.name())))
        || (name.schema().isEmpty() && made.stream().anyMatch(m -> m.name().equals(name.name())));
  }

  /** Whether a constraint of the table was validated in front of here. */
  boolean validated(SqlName table) {
    return validated.contains(table);
  }

  /** Whether that string, quotes and all, was added to an enum that was there before. */
  boolean addedToEnum(String literal) {
    return enumValues.contains(literal);
  }

  /** Takes notice of a statement. */
  void pass(SqlStatement statement) {
    SqlCursor at =
        statement.kind() instanceof StatementKind.Ordinary
            ? new SqlCursor(statement.text())
            : new SqlCursor("");
    String verb = at.takeOne("create alter set reset").orElse("");
    switch (verb) {
      case "create" -> create(at);
      case "alter" -> alter(at, statement);
      case "set", "reset" -> setting(at, verb);
      default -> {}
    }
  }

  private void create(SqlCursor at) {
    Optional<String> sort;
    do {
      sort = at.takeOne("or replace global local temporary temp unlogged foreign materialized");
    } while (sort.isPresent());
    if (at.takeOne("table type view").isPresent()) {
      at.takeIfExists();
      at.takeName().ifPresent(made::add);
    }
  }

  private void alter(SqlCursor at, SqlStatement statement) {
    SqlAlterTable.of(SqlPhrase.of(statement))
        .filter(table -> table.actions().stream().anyMatch(a -> a.begins("validate constraint")))
        .ifPresent(table -> validated.add(table.table()));
    if (at.take("type")) {
      boolean own = at.takeName().map(this::made).orElse(false);
      if (!own && transaction && at.takeAll("add value")) {
        at.takeIfExists();
        enumValues.add(at.text());
      }
    }
  }

  private void setting(SqlCursor at, String verb) {
    at.takeOne("session local");
    if (at.take("lock_timeout")) {
      boolean to = at.take('=') || at.take("to");
      String value = at.text().replace("'", "").strip().toLowerCase(Locale.ROOT);
      boolean off = value.matches("0+[a-z]*") || value.equals("default");
      lockTimeout = verb.equals("set") && to && !off;
    }
  }
}
