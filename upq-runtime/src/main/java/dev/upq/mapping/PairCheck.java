// SPDX-License-Identifier: Apache-2.0
package dev.upq.mapping;

import dev.upq.connection.PgConnection;
import dev.upq.fault.PgResultException;
import dev.upq.fault.PgUsageException;
import dev.upq.fault.PgValueException;
import dev.upq.mapping.StatementCheck.Misfit;
import dev.upq.mapping.StatementCheck.Pair;
import dev.upq.row.Column;
import dev.upq.row.Columns;
import dev.upq.row.Row;
import dev.upq.row.RowMapping;
import dev.upq.row.Samples;
import dev.upq.statement.Description;
import dev.upq.type.Codec;
import dev.upq.type.PgType;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Lays descriptions against records, and gathers what does not fit. One thread at a time. */
final class PairCheck {

  /**
   * Those of the given columns that a row of their table may have NULL in. Columns of views are
   * never known.
   */
  private static final String NULLABLE =
      "select a.attrelid::pg_catalog.int8 as relation, a.attnum::pg_catalog.int4 as number"
          + " from rows from (pg_catalog.unnest($1::pg_catalog.int8[]),"
          + " pg_catalog.unnest($2::pg_catalog.int4[])) as given (r, n)"
          + " join pg_catalog.pg_attribute a"
          + " on a.attrelid = given.r::pg_catalog.oid and a.attnum = given.n"
          + " join pg_catalog.pg_class c on c.oid = a.attrelid"
          + " where not a.attnotnull and c.relkind in ('r', 'p')";

  /** A column of a table. */
  private record Attribute(long relation, int number) {}

  /** A primitive that a column of a table feeds. */
  private record Fed(Attribute attribute, Misfit misfit) {}

  private final List<Misfit> found = new ArrayList<>();
  private final List<Fed> primitives = new ArrayList<>();
  private final Map<Codec<?>, List<Row>> samples = new HashMap<>();
  private int statement = -1;
  private String sql = "";

  /** Checks one pair. */
  void look(Pair pair, Description description) {
    statement++;
    sql = pair.text().sql();
    switch (description) {
      case Description.Refused(var why) -> found(String.valueOf(why.getMessage()));
      case Description.Taken taken -> {
        if (pair.parameters() != null) {
          parameters(pair.text(), pair.parameters(), taken.parameters());
        }
        if (pair.result() != null) {
          result(pair.result(), taken.columns());
        }
      }
    }
  }

  /** All that was found, after the nullable columns were asked for. */
  List<Misfit> misfits(PgConnection connection) {
    if (!primitives.isEmpty()) {
      Set<Attribute> nullable = nullable(connection);
      for (Fed fed : primitives) {
        if (nullable.contains(fed.attribute())) {
          found.add(fed.misfit());
        }
      }
    }
    found.sort(Comparator.comparingInt(Misfit::statement));
    return List.copyOf(found);
  }

  private Set<Attribute> nullable(PgConnection connection) {
    List<Attribute> asked = primitives.stream().map(Fed::attribute).distinct().toList();
    return new HashSet<>(
        connection
            .query(
                NULLABLE,
                asked.stream().mapToLong(Attribute::relation).toArray(),
                asked.stream().mapToInt(Attribute::number).toArray())
            .list(row -> new Attribute(row.longValue("relation"), row.intValue("number"))));
  }

  private void result(Class<?> type, Columns columns) {
    try {
      if (!ReaderChoice.isMade(type) && !RecordLabels.knows(type)) {
        RowMapping.scalars().mapper(type, columns);
        readable(type.getName(), new Readers.Plain(type), columns.at(0));
        return;
      }
      Plan plan = Plan.tried(type, columns);
      plan.misfits().forEach(misfit -> found(type.getName() + ": " + misfit));
      nodes(type, plan.root(), "", columns, plan.sources());
    } catch (PgResultException unfit) {
      found(String.valueOf(unfit.getMessage()));
    }
  }

  private void nodes(Class<?> type, Node node, String path, Columns columns, int[] sources) {
    switch (node) {
      case Node.Made made -> {
        for (int i = 0; i < made.parts().size(); i++) {
          nodes(type, made.parts().get(i), made.paths().get(i), columns, sources);
        }
      }
      case Node.Chosen chosen ->
          chosen.records().forEach(record -> nodes(type, record, path, columns, sources));
      case Node.Primitive primitive -> {
        Column column = columns.at(sources[primitive.slot()]);
        readable(path + " of " + type.getName(), new Readers.Plain(primitive.type()), column);
        if (primitive.fallback() == null && column.tableOid() != 0) {
          primitives.add(
              new Fed(
                  new Attribute(
                      Integer.toUnsignedLong(column.tableOid()), column.attributeNumber()),
                  new Misfit(
                      statement,
                      sql,
                      "component "
                          + path
                          + " of "
                          + type.getName()
                          + " is a primitive, and column \""
                          + column.name()
                          + "\" may be NULL")));
        }
      }
      case Node.Value value ->
          Readers.probe(value.reader())
              .ifPresent(
                  probe ->
                      readable(
                          path + " of " + type.getName(),
                          probe,
                          columns.at(sources[value.slot()])));
      case Node.Constant constant -> {}
    }
  }

  /** Refuses where no sample of the column can be read so. */
  private void readable(String component, ColumnReader reader, Column column) {
    List<Row> rows = samples.computeIfAbsent(column.type().codec(), codec -> Samples.rows(column));
    @Nullable String refusal = null;
    for (Row row : rows) {
      try {
        reader.read(row, 0);
        return;
      } catch (PgValueException misfit) {
        refusal = "column \"" + column.name() + "\" (" + column.type().name() + ") cannot feed it";
      }
    }
    if (refusal != null) {
      found("component " + component + ": " + refusal);
    }
  }

  private void parameters(NamedStatement text, Class<?> type, List<PgType> types) {
    List<Optional<Component>> components;
    try {
      components = text.components(type);
    } catch (PgUsageException unfit) {
      found(String.valueOf(unfit.getMessage()));
      return;
    }
    for (int i = 0; i < components.size(); i++) {
      Optional<Component> component = components.get(i);
      if (component.isPresent() && i < types.size() && !takes(types.get(i), component.get())) {
        found(
            "component "
                + component.get().name()
                + " of "
                + type.getName()
                + " cannot be written as parameter :"
                + text.names().get(i)
                + " ("
                + types.get(i).name()
                + ")");
      }
    }
  }

  private static boolean takes(PgType type, Component component) {
    Class<?> held =
        component.type() == Optional.class
            ? TypeArguments.NONE.raw(TypeArguments.NONE.first(component.generic()))
            : component.type();
    if (held == Object.class) {
      return true;
    }
    List<Object> values = Samples.of(held);
    return values.isEmpty()
        || values.stream().anyMatch(value -> Samples.takes(type.codec(), value));
  }

  private void found(String what) {
    found.add(new Misfit(statement, sql, what));
  }
}
