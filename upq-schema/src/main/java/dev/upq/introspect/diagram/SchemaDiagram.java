// SPDX-License-Identifier: Apache-2.0
package dev.upq.introspect.diagram;

import dev.upq.introspect.Database;
import dev.upq.introspect.Table;
import java.util.List;

/**
 * A diagram of tables and the foreign keys between them. Immutable.
 *
 * <p>Views are not in it; partitions are counted at the table that they are parts of. A table with
 * many columns shows those of its keys and as many of the others as there is place for.
 */
public final class SchemaDiagram {

  private final Subject subject;

  private SchemaDiagram(Subject subject) {
    this.subject = subject;
  }

  /** Of all tables of a model. */
  public static SchemaDiagram of(Database database) {
    return of(database.tables());
  }

  /** Of these tables, and the foreign keys from one of them to another. */
  public static SchemaDiagram of(List<Table> tables) {
    return new SchemaDiagram(Subject.of(tables));
  }

  /** How many tables it shows. */
  public int tables() {
    return subject.boxes().size();
  }

  /**
   * A picture that stands on its own: a box for each table, a line for each foreign key, from the
   * crow's foot at the table that references to a dot at the one that is referenced. Lines to one
   * table have its colour; a dashed one may be NULL. It knows light and dark surroundings.
   */
  public String svg() {
    return SvgText.of(Shelves.of(subject));
  }

  /**
   * The text of an {@code erDiagram}. Names that Mermaid cannot hold are written with underscores,
   * and as they are behind them.
   */
  public String mermaid() {
    return MermaidText.of(subject);
  }
}
