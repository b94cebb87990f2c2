// SPDX-License-Identifier: Apache-2.0
package dev.upq.introspect;

import dev.upq.statement.Identifier;
import java.util.Comparator;
import java.util.regex.Pattern;

/**
 * The name of something that stands in a schema. Immutable; ordered by schema, then by name, as
 * UTF-16.
 *
 * @param schema without quotes; {@code pg_temp} for the session's own temporary schema
 * @param name without quotes
 */
public record QualifiedName(String schema, String name)
    implements Named, Comparable<QualifiedName> {

  private static final Pattern PLAIN = Pattern.compile("[a-z_][a-z0-9_]*");

  private static final Comparator<QualifiedName> ORDER =
      Comparator.comparing(QualifiedName::schema).thenComparing(QualifiedName::name);

  /** Both parts in double quotes, to be put into SQL. */
  @Override
  public String sql() {
    return Identifier.quote(schema) + "." + Identifier.quote(name);
  }

  @Override
  public int compareTo(QualifiedName other) {
    return ORDER.compare(this, other);
  }

  /** To be read: a part stands in quotes only where SQL asks for it. */
  @Override
  public String toString() {
    return shown(schema) + "." + shown(name);
  }

  /** A name to be read, in quotes only where SQL asks for it, as the server does it. */
  static String shown(String name) {
    boolean plain = PLAIN.matcher(name).matches() && !Keywords.has(name);
    return plain || name.isEmpty() ? name : Identifier.quote(name);
  }
}
