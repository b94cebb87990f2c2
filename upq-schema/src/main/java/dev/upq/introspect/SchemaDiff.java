// SPDX-License-Identifier: Apache-2.0
package dev.upq.introspect;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * What two models do not have in common, by their lines: empty exactly where their hashes are the
 * same. Immutable.
 *
 * @param changes by what they are about
 */
public record SchemaDiff(List<Change> changes) {

  public SchemaDiff {
    changes = List.copyOf(changes);
  }

  /** From the first model to the second. */
  public static SchemaDiff between(Database first, Database second) {
    return of(first.lines(), second.lines());
  }

  /** From the first to the second of two models that were kept as {@link Database#lines()}. */
  public static SchemaDiff of(List<String> first, List<String> second) {
    Map<String, String> before = texts(first);
    Map<String, String> after = texts(second);
    Set<String> keys = new TreeSet<>(before.keySet());
    keys.addAll(after.keySet());
    List<Change> changes = new ArrayList<>();
    for (String key : keys) {
      Change change =
          new Change(
              key, Optional.ofNullable(before.get(key)), Optional.ofNullable(after.get(key)));
      if (!change.before().equals(change.after())) {
        changes.add(change);
      }
    }
    return new SchemaDiff(changes);
  }

  private static Map<String, String> texts(List<String> lines) {
    Map<String, String> texts = new LinkedHashMap<>();
    for (String line : lines) {
      Line read = Line.parse(line);
      texts.put(read.key(), read.text());
    }
    return texts;
  }

  public boolean isEmpty() {
    return changes.isEmpty();
  }

  /**
   * To be read: {@code - } what only the first has, {@code + } what only the second has, both where
   * something is another. What hangs on a table that came or went is not told with it; nor that
   * columns stand in another order where some came or went.
   */
  public List<String> lines() {
    Set<String> whole = new HashSet<>();
    Set<String> columns = new HashSet<>();
    for (Change change : changes) {
      if (change.comesOrGoes()) {
        whole.add(change.what());
        change.owner().filter(owner -> change.isColumn(owner)).ifPresent(columns::add);
      }
    }
    List<String> lines = new ArrayList<>();
    for (Change change : changes) {
      Optional<String> owner = change.owner();
      boolean order = owner.isPresent() && change.what().equals(owner.get() + TableText.ORDER);
      if (owner.isEmpty()
          || !(whole.contains(owner.get()) || (order && columns.contains(owner.get())))) {
        lines.addAll(change.lines());
      }
    }
    return lines;
  }

  /**
   * One difference. Immutable.
   *
   * @param what {@code table app.flight: column delay}
   * @param before how it is in the first, in words; empty where it is not there
   * @param after how it is in the second, in words; empty where it is not there
   */
  public record Change(String what, Optional<String> before, Optional<String> after) {

    /** One line, or two where it is another now. */
    public List<String> lines() {
      List<String> lines = new ArrayList<>();
      before.ifPresent(text -> lines.add("- " + shown(text)));
      after.ifPresent(text -> lines.add("+ " + shown(text)));
      return lines;
    }

    private String shown(String text) {
      return text.isEmpty() ? what : what + " " + text;
    }

    private boolean isColumn(String owner) {
      return what.startsWith(owner + ": column ");
    }

    private boolean comesOrGoes() {
      return before.isEmpty() || after.isEmpty();
    }

    private Optional<String> owner() {
      return new Line(what, "").owner();
    }
  }
}
