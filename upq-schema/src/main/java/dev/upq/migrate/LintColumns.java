// SPDX-License-Identifier: Apache-2.0
package dev.upq.migrate;

import dev.upq.sql.SqlTokens.Kind;
import java.util.Locale;
import java.util.Set;

/** The rules about columns of tables that are there. Stateless. */
final class LintColumns {

  /** Their columns are filled from a sequence. */
  private static final Set<String> SERIAL =
      Set.of("serial", "bigserial", "smallserial", "serial2", "serial4", "serial8");

  /**
   * What may stand in front of a parenthesis in a default that is the same for every row: functions
   * that are not volatile, types with a length, and parts of the grammar.
   */
  private static final String SAME_FOR_ALL_TEXT =
      """
      now transaction_timestamp statement_timestamp current_timestamp current_time
      localtime localtimestamp current_setting current_user coalesce nullif greatest least
      cast row array in and or not lower upper trim concat format to_timestamp to_date
      to_char make_date make_interval make_timestamp make_timestamptz date_trunc to_json
      to_jsonb json_build_object jsonb_build_object json_build_array jsonb_build_array
      point box circle int4range int8range numrange tsrange tstzrange daterange decode
      encode md5 char character varchar varying bpchar numeric decimal dec bit time
      timestamp timestamptz timetz interval float
      """;

  private static final Set<String> SAME_FOR_ALL = Set.of(SAME_FOR_ALL_TEXT.strip().split("\\s+"));

  private LintColumns() {}

  static void volatileDefault(LintView view) {
    for (SqlPhrase action : view.actions()) {
      if (SqlAlterTable.addsColumn(action) && (differs(action) || isNumbered(action))) {
        view.find(LintRule.VOLATILE_DEFAULT, action);
      }
    }
  }

  /** Serial, or an identity. */
  private static boolean isNumbered(SqlPhrase column) {
    SqlCursor at = column.cursor();
    at.take("add");
    at.take("column");
    at.takeIfExists();
    at.takeWord();
    boolean serial = at.kind() == Kind.WORD && SERIAL.contains(at.text().toLowerCase(Locale.ROOT));
    return serial || column.has("as identity");
  }

  /** Whether a function is called in the default that is not known to give all rows the same. */
  private static boolean differs(SqlPhrase column) {
    SqlCursor at = column.cursor();
    int depth = 0;
    while (!at.atEnd() && (depth > 0 || !at.is("default"))) {
      depth += at.is('(') ? 1 : at.is(')') ? -1 : 0;
      at.next();
    }
    String before = "";
    while (!at.atEnd()) {
      if (at.is("constraint") || at.is("check") || at.is("references")) {
        return false;
      }
      if (at.is('(') && !before.isEmpty() && !SAME_FOR_ALL.contains(before)) {
        return true;
      }
      before =
          switch (at.kind()) {
            case WORD, QUOTED_NAME -> at.text().toLowerCase(Locale.ROOT);
            case STRING, NUMBER, PARAMETER, SYMBOL, LINE_COMMENT, END -> "";
          };
      before = before.equals("default") ? "" : before;
      at.next();
    }
    return false;
  }

  static void notNull(LintView view) {
    for (SqlPhrase action : view.actions()) {
      boolean sets = SqlAlterTable.altersColumn(action, "set not null");
      boolean checked =
          sets && view.altered().map(t -> view.file().validated(t.table())).orElse(false);
      boolean adds =
          SqlAlterTable.addsColumn(action)
              && action.has("not null")
              && !action.has("default")
              && !action.has("generated")
              && !isNumbered(action);
      if ((sets && !checked) || adds || addsNotNull(action)) {
        view.find(LintRule.NOT_NULL_SCAN, action);
      }
    }
  }

  /** As a constraint with a name, which newer servers have. */
  private static boolean addsNotNull(SqlPhrase action) {
    SqlCursor at = action.cursor();
    if (!at.take("add")) {
      return false;
    }
    if (at.take("constraint")) {
      at.takeWord();
    }
    return at.takeAll("not null") && !action.has("not valid");
  }

  static void typeChange(LintView view) {
    for (SqlPhrase action : view.actions()) {
      if (SqlAlterTable.altersColumn(action, "type")
          || SqlAlterTable.altersColumn(action, "set data type")) {
        view.find(LintRule.COLUMN_TYPE_CHANGE, action);
      }
    }
  }

  static void storedGenerated(LintView view) {
    for (SqlPhrase action : view.actions()) {
      if (SqlAlterTable.addsColumn(action) && action.has("generated") && action.has("stored")) {
        view.find(LintRule.STORED_GENERATED_COLUMN, action);
      }
    }
  }
}
