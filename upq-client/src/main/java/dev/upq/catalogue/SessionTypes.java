// SPDX-License-Identifier: Apache-2.0
package dev.upq.catalogue;

import dev.upq.exchange.Call;
import dev.upq.exchange.TypeSource;
import dev.upq.fault.PgServerException;
import dev.upq.statement.PreparedStatement;
import dev.upq.statement.SchemaChange;
import dev.upq.type.PgTypeRegistry;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The types of one connection. Thread-safe. It asks nothing until a type is met that is not built
 * in; then, once, which database the connection is in, and for the type where no other connection
 * has asked for it.
 */
public final class SessionTypes implements TypeSource {

  private final Catalogue catalogue;
  private final String host;
  // Null until a type is met that has to be asked for.
  private volatile @Nullable DatabaseTypes database;

  /**
   * @param host where the connection goes
   */
  public SessionTypes(Catalogue catalogue, String host) {
    this.catalogue = catalogue;
    this.host = host;
  }

  @Override
  public PgTypeRegistry current() {
    DatabaseTypes its = database;
    return its == null ? catalogue.given() : catalogue.types(its);
  }

  @Override
  public PgTypeRegistry knowing(Call call, Set<Integer> oids) {
    if (settled(oids)) {
      return current();
    }
    try {
      DatabaseTypes its = database(call);
      Set<Integer> unknown = new TreeSet<>(oids);
      unknown.removeIf(catalogue.given()::knows);
      its.learn(call, unknown);
    } catch (PgServerException refused) {
      if (!call.idle()) {
        throw refused;
      }
    }
    return current();
  }

  @Override
  public boolean settled(Set<Integer> oids) {
    DatabaseTypes its = database;
    for (int oid : oids) {
      if (!catalogue.given().knows(oid) && (its == null || !its.knows(oid))) {
        return false;
      }
    }
    return true;
  }

  /**
   * Finds out which database the connection is in, where that is not known, since a statement may
   * have been described in another. A server that does not tell has no types of its own here.
   */
  public void locate(Call call) {
    if (database == null) {
      try {
        database(call);
      } catch (PgServerException refused) {
        if (!call.idle()) {
          throw refused;
        }
      }
    }
  }

  private DatabaseTypes database(Call call) {
    DatabaseTypes its = database;
    if (its == null) {
      its = Catalogue.of(TypeLookup.database(call, host));
      database = its;
    }
    return its;
  }

  /** True where {@link #locate} has nothing to do. */
  public boolean located() {
    return database != null;
  }

  @Override
  public long version() {
    DatabaseTypes its = database;
    return its == null ? 0 : its.version();
  }

  /** Something speaks against what is known of the types of a statement. */
  public void doubt(PreparedStatement statement) {
    DatabaseTypes its = database;
    if (its != null) {
      its.doubt(statement.typeOids());
    }
  }

  /** A statement of the session's own has changed types, or may have. */
  public void changed(SchemaChange change) {
    DatabaseTypes its = database;
    if (its != null) {
      its.doubtThose(
          type ->
              change.everything()
                  || change.names().contains(type.name().toLowerCase(Locale.ROOT))
                  || !type.parts().isEmpty());
    }
  }
}
