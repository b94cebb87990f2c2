// SPDX-License-Identifier: Apache-2.0
package dev.upq.exchange;

import dev.upq.statement.PreparedStatement;
import dev.upq.type.PgType;
import dev.upq.type.PgTypeRegistry;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;

/** Keeps descriptions up with what is known of their types. Stateless. */
public final class Retype {

  /** Oids from here on are given at installation, and differ from database to database. */
  private static final int FIRST_OF_INSTALLATION = 10_000;

  private static final long NOTHING_KNOWN = -1;

  private Retype() {}

  /** What is known of types that do not mean the same in every database; 0 where none is such. */
  static long version(TypeSource source, Collection<Integer> oids) {
    PgTypeRegistry types = source.current();
    for (int oid : oids) {
      if (oid < 0 || oid >= FIRST_OF_INSTALLATION || !types.knows(oid)) {
        return version(source);
      }
    }
    return 0;
  }

  private static long version(TypeSource source) {
    long version = source.version();
    return version == 0 ? NOTHING_KNOWN : version;
  }

  static List<PgType> types(List<Integer> oids, PgTypeRegistry types) {
    List<PgType> all = new ArrayList<>(oids.size());
    for (int oid : oids) {
      all.add(types.type(oid));
    }
    return all;
  }

  /**
   * The statement with all that is known of its types. Types that nobody knows, or that are in
   * doubt, are asked for.
   *
   * @param call whose connection owes nothing to its caller
   */
  public static PreparedStatement run(Call call, PreparedStatement statement) {
    TypeSource source = call.source();
    Set<Integer> oids = statement.typeOids();
    boolean settled = source.settled(oids);
    if (settled && statement.typesVersion() == version(source) && !statement.columns().doubted()) {
      return statement;
    }
    PgTypeRegistry types = source.knowing(call, oids);
    long version = version(source);
    List<Integer> parameters = statement.parameters().stream().map(PgType::oid).toList();
    return statement.withTypes(
        types(parameters, types), Descriptions.retyped(statement.columns(), types), version);
  }
}
