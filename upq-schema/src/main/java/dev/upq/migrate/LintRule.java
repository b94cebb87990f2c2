// SPDX-License-Identifier: Apache-2.0
package dev.upq.migrate;

import static dev.upq.migrate.LintSeverity.ERROR;
import static dev.upq.migrate.LintSeverity.WARNING;

import java.util.Optional;

/** What the lint looks for. Immutable. */
public enum LintRule {
  /** CREATE INDEX without CONCURRENTLY on a table that is there. */
  INDEX_BLOCKS_WRITES(
      "index-blocks-writes",
      ERROR,
      "nobody can write to the table while the index is built",
      "use CREATE INDEX CONCURRENTLY in a file with -- upq: no-transaction"),
  /** A new column with a default that may differ from row to row, serial and identity included. */
  VOLATILE_DEFAULT(
      "volatile-default",
      ERROR,
      "every row is written anew with its own value of the default, while nobody can read the"
          + " table",
      "add the column without it, set the default, and fill the rows in batches"),
  /** SET NOT NULL, or a new column that is NOT NULL without a default. */
  NOT_NULL_SCAN(
      "not-null-scan",
      ERROR,
      "the whole table is read to see that no row has NULL, while nobody can use it; one that has"
          + " fails it",
      "add CHECK (column IS NOT NULL) NOT VALID, VALIDATE it, then SET NOT NULL; add new columns"
          + " with a constant default"),
  /** A foreign key without NOT VALID. */
  FOREIGN_KEY_SCAN(
      "foreign-key-scan",
      ERROR,
      "all rows are looked up in the other table while nobody can write to either",
      "add the constraint NOT VALID, and VALIDATE CONSTRAINT in a migration of its own"),
  /** CHECK without NOT VALID. */
  CHECK_SCAN(
      "check-scan",
      ERROR,
      "all rows are checked while nobody can use the table",
      "add the constraint NOT VALID, and VALIDATE CONSTRAINT in a migration of its own"),
  /** ALTER COLUMN ... TYPE. */
  COLUMN_TYPE_CHANGE(
      "column-type-change",
      ERROR,
      "most changes of a type write the table and its indexes anew while nobody can use it",
      "add a column of the new type, fill it in batches, and let programs move over"),
  /** A table or a column gets another name. */
  RENAME(
      "rename",
      WARNING,
      "programs that are running still use the old name",
      "add the new one beside it, or leave a view under the old name until they are gone"),
  /** DROP TABLE, DROP COLUMN. */
  DROP(
      "drop",
      WARNING,
      "the data are gone, and programs that are running may still use them",
      "take them out of all programs first, and allow this with the reason"),
  /** CONCURRENTLY in a file that runs in a transaction. */
  CONCURRENTLY_IN_TRANSACTION(
      "concurrently-in-transaction",
      ERROR,
      "the server refuses CONCURRENTLY inside a transaction",
      "put it into a file of its own with -- upq: no-transaction"),
  /** A strong lock on a table that is there, without a limit on the wait for it. */
  MISSING_LOCK_TIMEOUT(
      "missing-lock-timeout",
      WARNING,
      "while this waits for its lock, everybody else waits behind it, without a limit",
      "leave lock_timeout on, two seconds for example"),
  /** A value that the file adds to an enum stands in a later statement of it. */
  NEW_ENUM_VALUE_USED(
      "new-enum-value-used",
      ERROR,
      "a value that was added to an enum cannot be used before the transaction has ended",
      "use it in a migration of its own behind this one"),
  /** A name of more than 63 bytes. */
  LONG_IDENTIFIER(
      "long-identifier",
      WARNING,
      "the server cuts names at 63 bytes without an error",
      "choose a shorter name"),
  /** TRUNCATE ... CASCADE. */
  TRUNCATE_CASCADE(
      "truncate-cascade",
      ERROR,
      "all tables that refer to this one are emptied as well, and those that refer to them",
      "name each table that is to be emptied"),
  /** ALTER TYPE ... RENAME VALUE. */
  ENUM_VALUE_RENAME(
      "enum-value-rename",
      WARNING,
      "programs that are running still write the old value",
      "add the new value beside it, and move the rows over"),
  /** A unique or primary key that builds its own index. */
  UNIQUE_WITHOUT_INDEX(
      "unique-without-index",
      ERROR,
      "nobody can use the table while the index of the key is built",
      "build it with CREATE UNIQUE INDEX CONCURRENTLY, then ADD CONSTRAINT ... USING INDEX"),
  /** A new column GENERATED ALWAYS AS (...) STORED. */
  STORED_GENERATED_COLUMN(
      "stored-generated-column",
      ERROR,
      "every row is written anew while nobody can use the table",
      "add a plain column, keep it by a trigger, and fill the rows in batches"),
  /** The lint's own: {@code -- upq: allow} with a name that no rule has, or where nothing is. */
  ALLOW(
      "allow",
      WARNING,
      "no rule of this name has anything to say here",
      "take the comment out, or correct the name");

  private final String id;
  private final LintSeverity severity;
  private final String what;
  private final String remedy;

  LintRule(String id, LintSeverity severity, String what, String remedy) {
    this.id = id;
    this.severity = severity;
    this.what = what;
    this.remedy = remedy;
  }

  /** The name for {@code -- upq: allow}. */
  public String id() {
    return id;
  }

  public LintSeverity severity() {
    return severity;
  }

  /** What is wrong with it, in one sentence. */
  public String what() {
    return what;
  }

  /** What to do instead. */
  public String remedy() {
    return remedy;
  }

  /** The rule of that {@linkplain #id name}. */
  public static Optional<LintRule> named(String id) {
    for (LintRule rule : values()) {
      if (rule.id.equals(id)) {
        return Optional.of(rule);
      }
    }
    return Optional.empty();
  }
}
