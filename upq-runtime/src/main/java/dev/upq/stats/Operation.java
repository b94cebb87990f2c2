// SPDX-License-Identifier: Apache-2.0
package dev.upq.stats;

import dev.upq.probe.Execution;

/** What kind of operation something is, from the command tag that the server gave. Immutable. */
enum Operation {
  SELECT,
  INSERT,
  UPDATE,
  DELETE,
  MERGE,
  COPY,
  CALL,
  BEGIN,
  COMMIT,
  ROLLBACK,
  SAVEPOINT,
  SET,
  SHOW,
  LISTEN,
  NOTIFY,
  /** CREATE, ALTER, DROP and TRUNCATE. */
  DDL,
  BATCH,
  PIPELINE,
  SCRIPT,
  OTHER;

  /** How many there are. */
  static final int COUNT = values().length;

  /** Its place in an array of {@link #COUNT}. */
  @SuppressWarnings("EnumOrdinal") // Of this process alone, and never kept.
  int place() {
    return ordinal();
  }

  /** The kind of what was executed; by the first word of its text where no tag came. */
  static Operation of(Execution what) {
    return switch (what.way()) {
      case BATCH -> BATCH;
      case PIPELINE -> PIPELINE;
      case COPY -> COPY;
      case QUERY, STREAM -> one(what);
      case SCRIPT -> what.statements() > 1 ? SCRIPT : one(what);
    };
  }

  private static Operation one(Execution what) {
    String tag = what.commandTag();
    return tag.isEmpty() ? ofText(what.sql()) : ofTag(tag);
  }

  /** By a command tag. */
  static Operation ofTag(String tag) {
    return switch (tag.isEmpty() ? ' ' : tag.charAt(0)) {
      case 'S' -> s(tag);
      case 'I' -> tag.startsWith("INSERT") ? INSERT : OTHER;
      case 'U' -> tag.startsWith("UPDATE") ? UPDATE : tag.startsWith("UNLISTEN") ? LISTEN : OTHER;
      case 'D' -> tag.startsWith("DELETE") ? DELETE : tag.startsWith("DROP") ? DDL : OTHER;
      case 'M' -> tag.startsWith("MERGE") ? MERGE : OTHER;
      case 'B' -> tag.startsWith("BEGIN") ? BEGIN : OTHER;
      case 'R' -> r(tag);
      case 'C' -> c(tag);
      case 'A' -> tag.startsWith("ALTER") ? DDL : OTHER;
      case 'T' -> tag.startsWith("TRUNCATE") ? DDL : OTHER;
      case 'L' -> tag.startsWith("LISTEN") ? LISTEN : OTHER;
      case 'N' -> tag.startsWith("NOTIFY") ? NOTIFY : OTHER;
      default -> OTHER;
    };
  }

  private static Operation s(String tag) {
    if (tag.startsWith("SELECT")) {
      return SELECT;
    }
    if (tag.startsWith("SET")) {
      return SET;
    }
    if (tag.startsWith("SAVEPOINT")) {
      return SAVEPOINT;
    }
    return tag.startsWith("SHOW") ? SHOW : tag.startsWith("START TRANSACTION") ? BEGIN : OTHER;
  }

  private static Operation r(String tag) {
    if (tag.startsWith("ROLLBACK")) {
      return ROLLBACK;
    }
    return tag.startsWith("RELEASE") ? SAVEPOINT : tag.startsWith("RESET") ? SET : OTHER;
  }

  private static Operation c(String tag) {
    if (tag.startsWith("COMMIT")) {
      return COMMIT;
    }
    if (tag.startsWith("COPY")) {
      return COPY;
    }
    return tag.startsWith("CREATE") ? DDL : tag.startsWith("CALL") ? CALL : OTHER;
  }

  /** By the first word of a text for which no tag came. */
  static Operation ofText(String sql) {
    String word = QueryText.firstWord(sql);
    return switch (word) {
      case "WITH", "VALUES", "TABLE" -> SELECT;
      case "START" -> BEGIN;
      case "END" -> COMMIT;
      case "ABORT" -> ROLLBACK;
      default -> ofTag(word);
    };
  }
}
