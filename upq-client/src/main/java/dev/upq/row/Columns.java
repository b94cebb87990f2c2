// SPDX-License-Identifier: Apache-2.0
package dev.upq.row;

import dev.upq.fault.PgProtocolException;
import dev.upq.fault.PgResultException;
import dev.upq.type.Codec;
import dev.upq.wire.DataRow;
import dev.upq.wire.Format;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The columns of a result, in order. Immutable but for a mark, and thread-safe; made once for a
 * statement and shared by all its results.
 */
public final class Columns implements Iterable<Column> {

  private static final int AMBIGUOUS = -1;
  private static final int ANY_WIDTH = -1;

  private final List<Column> columns;
  private final List<Format> formats;
  private final Map<String, Integer> byName;
  private final Codec<?>[] codecs;
  private final boolean[] binary;
  private final int[] widths;
  private volatile boolean doubted;

  public Columns(List<Column> columns) {
    this.columns = List.copyOf(columns);
    this.codecs = new Codec<?>[columns.size()];
    this.binary = new boolean[columns.size()];
    this.widths = new int[columns.size()];
    List<Format> itsFormats = new ArrayList<>(columns.size());
    Map<String, Integer> names = HashMap.newHashMap(columns.size());
    for (int i = 0; i < columns.size(); i++) {
      Column column = columns.get(i);
      itsFormats.add(column.format());
      codecs[i] = column.type().codec();
      binary[i] = column.format() == Format.BINARY;
      widths[i] = binary[i] ? codecs[i].width() : ANY_WIDTH;
      if (names.putIfAbsent(column.name(), i) != null) {
        names.put(column.name(), AMBIGUOUS);
      }
    }
    this.formats = List.copyOf(itsFormats);
    this.byName = Map.copyOf(names);
  }

  public static Columns none() {
    return new Columns(List.of());
  }

  public int size() {
    return columns.size();
  }

  /**
   * The column at a 0-based index.
   *
   * @throws PgResultException where there is none
   */
  public Column at(int index) {
    if (index < 0 || index >= columns.size()) {
      throw new PgResultException(
          "column "
              + index
              + " was asked for; the result has "
              + columns.size()
              + ", counted from 0");
    }
    return columns.get(index);
  }

  public boolean has(String name) {
    return byName.containsKey(name);
  }

  /**
   * The 0-based index of the column of that name.
   *
   * @throws PgResultException where no column has the name, or several have
   */
  public int indexOf(String name) {
    Integer index = byName.get(name);
    if (index == null) {
      throw new PgResultException(
          "the result has no column \""
              + name
              + "\"; it has "
              + names()
              + ". Name it with AS in the query");
    }
    if (index == AMBIGUOUS) {
      throw new PgResultException(
          "the result has several columns \"" + name + "\"; name each with AS in the query");
    }
    return index;
  }

  /** A value could not be read: what is known of the types may no longer hold. */
  void doubt() {
    doubted = true;
  }

  /** True where a value could not be read since they were made. */
  public boolean doubted() {
    return doubted;
  }

  /** The codec of a column that there is. */
  Codec<?> codec(int index) {
    return codecs[index];
  }

  /** Whether the values of a column that there is come in binary. */
  boolean binary(int index) {
    return binary[index];
  }

  /**
   * Checks a row's body in one walk: its structure, and the width of the values of fixed types. It
   * has to have as many columns.
   *
   * @return the first column whose value has another width than its type, -1 where all have theirs
   * @throws PgProtocolException where the body is malformed
   */
  public int check(byte[] bytes, int from, int to) {
    return DataRow.check(bytes, from, to, widths);
  }

  /** The format of each column, in order. */
  public List<Format> formats() {
    return formats;
  }

  /**
   * True where the other's values mean the same in the same places: names, types, modifiers and
   * formats. The tables that they come from may differ.
   */
  public boolean sameAs(Columns other) {
    if (columns.size() != other.columns.size()) {
      return false;
    }
    for (int i = 0; i < columns.size(); i++) {
      Column ours = columns.get(i);
      Column theirs = other.columns.get(i);
      if (!ours.name().equals(theirs.name())
          || ours.type().oid() != theirs.type().oid()
          || ours.typeModifier() != theirs.typeModifier()
          || ours.format() != theirs.format()) {
        return false;
      }
    }
    return true;
  }

  /** The names in order, for a message. */
  public String names() {
    return columns.stream().map(Column::name).collect(Collectors.joining(", ", "(", ")"));
  }

  @Override
  public Iterator<Column> iterator() {
    return columns.iterator();
  }

  @Override
  public String toString() {
    return names();
  }
}
