// SPDX-License-Identifier: Apache-2.0
package dev.upq.statement;

import dev.upq.row.Columns;
import dev.upq.type.PgType;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * What the server said of a text when it was described. Immutable.
 *
 * @param text whose description it is
 * @param name its name on every connection that holds it prepared; empty where none is used
 * @param version counts the descriptions of that text; a higher one replaces a lower one
 * @param parameters the types of $1, $2, ... as the server understood them
 * @param columns what it returns; none for a statement that returns no rows
 * @param returnsRows whether it returns rows at all; a row may have no columns
 * @param typesVersion of what was known of types, where some of these are not built in; 0 where all
 *     are
 * @param remark a comment that goes to the server behind the text; empty for none
 */
public record PreparedStatement(
    RegisteredStatement text,
    String name,
    long version,
    List<PgType> parameters,
    Columns columns,
    boolean returnsRows,
    long typesVersion,
    String remark) {

  public PreparedStatement {
    parameters = List.copyOf(parameters);
  }

  public String sql() {
    return text.sql();
  }

  /** What the server is sent. */
  public String parsed() {
    return remark.isEmpty() ? sql() : sql() + remark;
  }

  /** True where a session can hold it: it has a name. */
  public boolean isNamed() {
    return !name.isEmpty();
  }

  /** The same under another name. */
  PreparedStatement withName(String other) {
    return new PreparedStatement(
        text, other, version, parameters, columns, returnsRows, typesVersion, remark);
  }

  /** The same for one use: without a name, and with a comment behind its text. */
  public PreparedStatement remarked(String comment) {
    return new PreparedStatement(
        text, "", version, parameters, columns, returnsRows, typesVersion, comment);
  }

  /** True where the other's parameters have the same types. */
  public boolean takesTheSameAs(PreparedStatement other) {
    return parameters.stream()
        .map(PgType::oid)
        .toList()
        .equals(other.parameters.stream().map(PgType::oid).toList());
  }

  /** The same with other columns: what one session sees behind the same text. */
  public PreparedStatement withColumns(Columns other, boolean rows) {
    return new PreparedStatement(
        text, name, version, parameters, other, rows, typesVersion, remark);
  }

  /** The same with types of which something else is known now. */
  public PreparedStatement withTypes(List<PgType> others, Columns other, long itsVersion) {
    return new PreparedStatement(
        text, name, version, others, other, returnsRows, itsVersion, remark);
  }

  /** True where a type may be the database's own, so that what is known of it may change. */
  public boolean hasOwnTypes() {
    return typesVersion != 0;
  }

  /** The types of its parameters and columns. */
  public Set<Integer> typeOids() {
    Set<Integer> oids = new TreeSet<>();
    parameters.forEach(type -> oids.add(type.oid()));
    columns.forEach(column -> oids.add(column.type().oid()));
    return oids;
  }
}
