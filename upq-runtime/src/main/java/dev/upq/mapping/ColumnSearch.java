// SPDX-License-Identifier: Apache-2.0
package dev.upq.mapping;

import dev.upq.fault.PgResultException;
import dev.upq.row.Columns;
import java.util.ArrayList;
import java.util.List;

/**
 * Finds the column of each component, and what is left over on either side. One thread at a time.
 *
 * <p>A component's column is called like it, exactly; where none is, the one that is called so but
 * for capitals and underscores. Where several are, none is taken.
 */
final class ColumnSearch {

  /** No column feeds it. */
  static final int NONE = -1;

  /** Several could, and were refused together. */
  private static final int SEVERAL = -2;

  /** What the server calls a column that the query gives no name. */
  private static final String UNNAMED = "?column?";

  private final Class<?> type;
  private final Columns columns;
  private final Strictness strictness;
  private final boolean[] used;

  /** Columns that another record of the same sealed interface may take as well. */
  private boolean[] shared;

  private final List<String> missing = new ArrayList<>();
  private final List<String> misfits = new ArrayList<>();
  private int next;

  ColumnSearch(Class<?> type, Columns columns, Strictness strictness) {
    this.type = type;
    this.columns = columns;
    this.strictness = strictness;
    this.used = new boolean[columns.size()];
    this.shared = new boolean[columns.size()];
  }

  /** From here on columns may be taken again that were taken before. */
  void alternative() {
    shared = used.clone();
  }

  /**
   * The index of a component's column; {@link #NONE} where there is none.
   *
   * @param elsewhere whether it can be fed by columns of other names, so that none is no misfit
   */
  int find(Component component, String prefix, String path, boolean elsewhere) {
    String explicit = component.column();
    int found;
    if (strictness.positional()) {
      found = elsewhere ? NONE : next < columns.size() ? next++ : NONE;
    } else if (explicit != null) {
      found = exact(prefix + explicit, path + component.name());
    } else {
      found = exact(prefix + component.name(), path + component.name());
      found = found == NONE ? alike(prefix + component.name(), path + component.name()) : found;
    }
    if (found >= 0) {
      take(found, path + component.name());
      return found;
    }
    if (found == NONE && !elsewhere && component.defaults() == null && !strictness.lax()) {
      missing.add(path + component.name());
    }
    return NONE;
  }

  /** The index of the column of that name; 0 where there is none, which is a misfit. */
  int named(String name, String what) {
    int found = exact(name, what);
    found = found == NONE ? alike(name, what) : found;
    if (found < 0) {
      if (found == NONE) {
        missing.add(what + "(\"" + name + "\")");
      }
      return 0;
    }
    take(found, what);
    return found;
  }

  void misfit(String what) {
    misfits.add(what);
  }

  private void take(int column, String path) {
    if (used[column] && !shared[column]) {
      misfits.add("the column " + columns.at(column).name() + " feeds " + path + " and another");
    }
    used[column] = true;
  }

  private int exact(String name, String path) {
    List<Integer> found = new ArrayList<>();
    for (int i = 0; i < columns.size(); i++) {
      if (columns.at(i).name().equals(name)) {
        found.add(i);
      }
    }
    return only(found, path);
  }

  private int alike(String name, String path) {
    String key = Names.key(name);
    List<Integer> found = new ArrayList<>();
    for (int i = 0; i < columns.size(); i++) {
      if (Names.key(columns.at(i).name()).equals(key)) {
        found.add(i);
      }
    }
    return only(found, path);
  }

  private int only(List<Integer> found, String path) {
    if (found.size() < 2) {
      return found.isEmpty() ? NONE : found.getFirst();
    }
    List<String> all = new ArrayList<>();
    for (int i : found) {
      used[i] = true;
      all.add("\"" + columns.at(i).name() + "\" (column " + i + ", counted from 0)");
    }
    misfits.add("several columns could feed " + path + ": " + String.join(" and ", all));
    return SEVERAL;
  }

  /** Each component and column that is left over where it may not be. */
  List<String> misfits() {
    List<String> all = new ArrayList<>(misfits);
    missing.forEach(path -> all.add("no column feeds the component " + path));
    spare()
        .forEach(
            name ->
                all.add(
                    "no component takes the column "
                        + name
                        + (name.equals(UNNAMED) ? "; name it: select ... as name" : "")));
    return all;
  }

  private List<String> spare() {
    List<String> spare = new ArrayList<>();
    for (int i = 0; i < used.length; i++) {
      if (!used[i] && !strictness.lax()) {
        spare.add(columns.at(i).name());
      }
    }
    return spare;
  }

  /**
   * Ends the search.
   *
   * @throws PgResultException where anything is left over that may not be
   */
  void refuseMisfits() {
    List<String> spare = spare();
    if (missing.isEmpty() && spare.isEmpty() && misfits.isEmpty()) {
      return;
    }
    StringBuilder text = new StringBuilder("the result does not fit ").append(type.getName());
    if (!missing.isEmpty()) {
      text.append("; no column feeds the components ").append(missing);
    }
    if (!spare.isEmpty()) {
      text.append("; no component takes the columns ").append(spare);
    }
    misfits.forEach(misfit -> text.append("; ").append(misfit));
    throw new PgResultException(
        text.append(
                spare.contains(UNNAMED)
                    ? ". A column without a name needs one: select ... as name"
                    : ". Name columns with AS, or components with @Column; Mapping.lax() leaves"
                        + " out what does not fit")
            .toString());
  }
}
