// SPDX-License-Identifier: Apache-2.0
package dev.upq.catalogue;

import dev.upq.codec.UserTypes;
import dev.upq.type.PgTypeRegistry;
import dev.upq.type.TypeDescription;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The types that one runtime knows: those it was given, and those of its databases as they become
 * known. Thread-safe; the connections of a runtime share one.
 *
 * <p>What the catalogue of a database has said is shared by all runtimes of the process; the codecs
 * that are made of it are each runtime's own, for they depend on what it was given.
 */
public final class Catalogue {

  /** The most databases whose types are remembered; beyond, all are forgotten. */
  private static final int MAX_DATABASES = 256;

  private static final ConcurrentHashMap<DatabaseKey, DatabaseTypes> PROCESS =
      new ConcurrentHashMap<>();

  private final PgTypeRegistry given;
  private final ConcurrentHashMap<DatabaseKey, Made> made = new ConcurrentHashMap<>();

  /** What was made of what is known at a version. */
  private record Made(DatabaseTypes of, long version, PgTypeRegistry types) {}

  /**
   * @param given the types that are known without asking, and codecs by name for others
   */
  public Catalogue(PgTypeRegistry given) {
    this.given = given;
  }

  /** The types that are known without asking. */
  public PgTypeRegistry given() {
    return given;
  }

  static DatabaseTypes of(DatabaseKey key) {
    if (PROCESS.size() > MAX_DATABASES) {
      PROCESS.clear();
    }
    return PROCESS.computeIfAbsent(key, DatabaseTypes::new);
  }

  /** All that is known of that database. */
  @SuppressWarnings("ReferenceEquality") // the same key may have been forgotten meanwhile
  PgTypeRegistry types(DatabaseTypes database) {
    long version = database.version();
    if (version == 0) {
      return given;
    }
    Made last = made.get(database.key());
    if (last != null && last.of() == database && last.version() == version) {
      return last.types();
    }
    List<TypeDescription> others =
        database.types().stream().filter(type -> !given.knows(type.oid())).toList();
    Made now = new Made(database, version, UserTypes.with(given, others));
    if (made.size() > MAX_DATABASES) {
      made.clear();
    }
    made.put(database.key(), now);
    return now.types();
  }
}
