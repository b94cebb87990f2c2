// SPDX-License-Identifier: Apache-2.0
package dev.upq.introspect;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Keys as the server writes them behind {@code CONSTRAINT name}: from what is known of them, which
 * is cheaper than to ask for each. Stateless.
 */
final class ConstraintText {

  private ConstraintText() {}

  /** Whether its definition can be told from the rest of it. */
  static boolean defines(Code<ConstraintKind> kind) {
    return kind.is(ConstraintKind.PRIMARY_KEY)
        || kind.is(ConstraintKind.UNIQUE)
        || kind.is(ConstraintKind.FOREIGN_KEY);
  }

  /** A constraint with its definition; the index is the one behind a key of its own. */
  static Constraint defined(Constraint key, Optional<Index> index) {
    StringBuilder text = new StringBuilder();
    if (key.reference().isPresent()) {
      reference(text, key, key.reference().get());
    } else {
      text.append(key.kind().is(ConstraintKind.PRIMARY_KEY) ? "PRIMARY KEY " : "UNIQUE ");
      if (index.isPresent() && index.get().nullsNotDistinct()) {
        text.append("NULLS NOT DISTINCT ");
      }
      text.append(listed(key.columns(), "", key.period() ? " WITHOUT OVERLAPS" : ""));
      List<String> include = index.map(Index::include).orElse(List.of());
      text.append(include.isEmpty() ? "" : " INCLUDE " + listed(include, "", ""));
      List<String> options = index.map(Index::options).orElse(List.of());
      text.append(options.isEmpty() ? "" : " WITH (" + String.join(", ", options) + ")");
    }
    text.append(key.deferrable() ? " DEFERRABLE" : "");
    text.append(key.deferred() ? " INITIALLY DEFERRED" : "");
    if (!key.enforced()) {
      text.append(" NOT ENFORCED");
    } else if (!key.validated()) {
      text.append(" NOT VALID");
    }
    return key.defined(text.toString());
  }

  private static void reference(StringBuilder text, Constraint key, Constraint.Reference to) {
    String period = key.period() ? "PERIOD " : "";
    text.append("FOREIGN KEY ").append(listed(key.columns(), period, ""));
    text.append(" REFERENCES ").append(to.table()).append(listed(to.columns(), period, ""));
    if (!to.match().is(ReferenceMatch.SIMPLE)) {
      text.append(" MATCH ").append(upper(to.match()));
    }
    if (!to.onUpdate().is(ReferenceAction.NO_ACTION)) {
      text.append(" ON UPDATE ").append(upper(to.onUpdate()));
    }
    if (!to.onDelete().is(ReferenceAction.NO_ACTION)) {
      text.append(" ON DELETE ").append(upper(to.onDelete()));
    }
    if (!to.setColumns().isEmpty()) {
      text.append(' ').append(listed(to.setColumns(), "", ""));
    }
  }

  private static String upper(Code<?> code) {
    return code.toString().toUpperCase(Locale.ROOT);
  }

  /** Names in parentheses; what stands in front of the last, and behind it. */
  private static String listed(List<String> names, String beforeLast, String afterLast) {
    String last = names.isEmpty() ? "" : names.getLast();
    String shown = QualifiedName.shown(last);
    return names.stream()
        .limit(Math.max(0, names.size() - 1))
        .map(name -> QualifiedName.shown(name) + ", ")
        .collect(Collectors.joining("", "(", beforeLast + shown + afterLast + ")"));
  }
}
