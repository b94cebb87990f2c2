// SPDX-License-Identifier: Apache-2.0
package dev.upq.connection;

import dev.upq.sql.SqlTokens;
import dev.upq.type.PgType;
import dev.upq.type.PgTypeRegistry;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * An insert of one row whose text can be made one of many rows. Immutable.
 *
 * <pre>
 * insert into t (a, b) values ($1, $2::int) on conflict do nothing
 * insert into t (a, b) select upq_row.v1, upq_row.v2::int
 *   from rows from (pg_catalog.unnest($1::pg_catalog._int8), ...) as upq_row (v1, v2)
 *   on conflict do nothing
 * </pre>
 *
 * <p>The arrays are of the types that the server gave the parameters of the insert of one row, so
 * that every value means what it meant there. Values are parameters, constants, and what is made of
 * them by casts, operators and the expressions of {@link #CALLS}; no function of anybody's own is
 * called, which might look at the rows before. {@code default}, sub-selects, {@code returning},
 * {@code with}, several rows, and parameters behind {@code on conflict} are not taken. The text
 * must be one that the server has described: that it is good SQL is not looked at here.
 *
 * <p>Arrays, and not a list of many rows of parameters: the server reads an array of 1,000 values
 * in one go, and looks for a function, a type and a place in the plan for each of 1,000 parameters.
 * In the benchmark, the client that offers both is 1.5 to 1.7 times as fast with arrays.
 */
final class MultiRowInsert {

  /** What may stand in front of a parenthesis: parts of the grammar, and now. */
  private static final Set<String> CALLS =
      Set.of(
          ("and or not in when then else where set conflict using cast coalesce greatest least"
                  + " nullif now varchar char character varying numeric decimal dec bit time"
                  + " timestamp interval float")
              .split(" "));

  private static final Set<String> REFUSED =
      Set.of("select with values table returning default over filter within".split(" "));

  /** Built-in types have lower oids; their names are found in pg_catalog. */
  private static final int FIRST_OWN_OID = 16_384;

  private static final String ROW = "upq_row";

  private record Place(int from, int to, int parameter) {}

  private final String sql;
  private final int valuesFrom;
  private final int listFrom;
  private final int listTo;
  private final List<Place> places;

  private MultiRowInsert(String sql, int valuesFrom, int listFrom, int listTo, List<Place> places) {
    this.sql = sql;
    this.valuesFrom = valuesFrom;
    this.listFrom = listFrom;
    this.listTo = listTo;
    this.places = List.copyOf(places);
  }

  /** The insert that a text is; empty where it is another statement, or one that is not taken. */
  static Optional<MultiRowInsert> of(String sql) {
    if (!SqlTokens.allClear(sql)) {
      return Optional.empty();
    }
    SqlTokens tokens = new SqlTokens(sql);
    tokens.next();
    if (!taken(tokens, "insert") || !taken(tokens, "into") || !target(tokens)) {
      return Optional.empty();
    }
    int valuesFrom = tokens.from();
    if (!taken(tokens, "values") || !tokens.is('(')) {
      return Optional.empty();
    }
    int listFrom = tokens.to();
    List<Place> places = new ArrayList<>();
    if (!list(tokens, places) || places.isEmpty()) {
      return Optional.empty();
    }
    int listTo = tokens.from();
    tokens.next();
    return tail(tokens)
        ? Optional.of(new MultiRowInsert(sql, valuesFrom, listFrom, listTo, places))
        : Optional.empty();
  }

  /**
   * The text for many rows; empty where a parameter has a type without an array that is known, is
   * an array itself, or is not among the values.
   *
   * @param parameters the types of $1, $2, ... of the insert of one row
   */
  Optional<String> unnested(List<PgType> parameters, PgTypeRegistry types) {
    StringBuilder text = new StringBuilder(2 * sql.length() + 64 * parameters.size());
    text.append(sql, 0, valuesFrom).append("select ");
    int done = listFrom;
    for (Place place : places) {
      if (place.parameter < 1 || place.parameter > parameters.size()) {
        return Optional.empty();
      }
      text.append(sql, done, place.from).append(ROW).append(".v").append(place.parameter);
      done = place.to;
    }
    text.append(sql, done, listTo).append(" from rows from (");
    for (int i = 0; i < parameters.size(); i++) {
      int arrayOid = parameters.get(i).arrayOid();
      if (arrayOid == 0 || Integer.compareUnsigned(arrayOid, FIRST_OWN_OID) >= 0) {
        return Optional.empty();
      }
      text.append(i == 0 ? "" : ", ").append("pg_catalog.unnest($").append(i + 1);
      text.append("::pg_catalog.").append(types.type(arrayOid).name()).append(')');
    }
    text.append(") as ").append(ROW).append(" (");
    for (int i = 1; i <= parameters.size(); i++) {
      text.append(i == 1 ? "v" : ", v").append(i);
    }
    return Optional.of(text.append(')').append(sql, listTo + 1, sql.length()).toString());
  }

  /** Goes on where the token is that word. */
  private static boolean taken(SqlTokens tokens, String word) {
    boolean is = tokens.is(word);
    if (is) {
      tokens.next();
    }
    return is;
  }

  private static boolean taken(SqlTokens tokens, char symbol) {
    boolean is = tokens.is(symbol);
    if (is) {
      tokens.next();
    }
    return is;
  }

  private static boolean name(SqlTokens tokens) {
    boolean name =
        switch (tokens.kind()) {
          case WORD, QUOTED_NAME -> true;
          case STRING, NUMBER, PARAMETER, SYMBOL, LINE_COMMENT, END -> false;
        };
    if (name) {
      tokens.next();
    }
    return name;
  }

  /** The table, its other name, the columns, and {@code overriding}. */
  private static boolean target(SqlTokens tokens) {
    boolean names = name(tokens);
    while (names && taken(tokens, '.')) {
      names = name(tokens);
    }
    if (names && taken(tokens, "as")) {
      names = name(tokens);
    }
    if (names && taken(tokens, '(')) {
      names = name(tokens);
      while (names && taken(tokens, ',')) {
        names = name(tokens);
      }
      names = names && taken(tokens, ')');
    }
    if (names && taken(tokens, "overriding")) {
      names = name(tokens) && taken(tokens, "value");
    }
    return names;
  }

  /** Up to the parenthesis that closes the list of values, which is the token then. */
  private static boolean list(SqlTokens tokens, List<Place> places) {
    int open = 1;
    boolean callable = true;
    while (open > 0) {
      switch (tokens.next()) {
        case PARAMETER -> places.add(new Place(tokens.from(), tokens.to(), tokens.parameter()));
        case END -> {
          return false;
        }
        case WORD, QUOTED_NAME, STRING, NUMBER, SYMBOL, LINE_COMMENT -> {
          if (refused(tokens) || (tokens.is('(') && !callable)) {
            return false;
          }
          open += tokens.is('(') ? 1 : tokens.is(')') ? -1 : 0;
        }
      }
      callable = callable(tokens);
    }
    return true;
  }

  /** Nothing, or {@code on conflict}; and then no more. */
  private static boolean tail(SqlTokens tokens) {
    if (taken(tokens, "on")) {
      if (!tokens.is("conflict")) {
        return false;
      }
      boolean callable = true;
      while (tokens.kind() != SqlTokens.Kind.END && !tokens.is(';')) {
        boolean taken =
            switch (tokens.kind()) {
              case PARAMETER -> false;
              case WORD, QUOTED_NAME, STRING, NUMBER, SYMBOL, LINE_COMMENT, END ->
                  !refused(tokens) && (!tokens.is('(') || callable);
            };
        if (!taken) {
          return false;
        }
        callable = callable(tokens);
        tokens.next();
      }
    }
    taken(tokens, ';');
    return tokens.kind() == SqlTokens.Kind.END;
  }

  private static boolean refused(SqlTokens tokens) {
    return tokens.kind() == SqlTokens.Kind.WORD
        && REFUSED.contains(tokens.text().toLowerCase(Locale.ROOT));
  }

  /** Whether a parenthesis behind this token calls nothing of anybody's own. */
  private static boolean callable(SqlTokens tokens) {
    return switch (tokens.kind()) {
      case WORD -> CALLS.contains(tokens.text().toLowerCase(Locale.ROOT));
      case QUOTED_NAME -> false;
      case STRING, NUMBER, PARAMETER, SYMBOL, LINE_COMMENT, END -> true;
    };
  }
}
