// SPDX-License-Identifier: Apache-2.0
package dev.upq.proof.sim;

import dev.upq.wire.TransactionStatus;
import java.util.ArrayList;
import java.util.List;

/** Where a session's transaction block stands. One thread at a time. */
final class ModelTransaction {

  private TransactionStatus status = TransactionStatus.IDLE;
  private final List<String> savepoints = new ArrayList<>();

  TransactionStatus status() {
    return status;
  }

  boolean inBlock() {
    return status != TransactionStatus.IDLE;
  }

  boolean failed() {
    return status == TransactionStatus.FAILED;
  }

  /** A statement failed. */
  void fail() {
    if (inBlock()) {
      status = TransactionStatus.FAILED;
    }
  }

  /** Runs a word of transactions and gives its tag. */
  String run(ModelSql sql) throws ModelError {
    return switch (sql.verb()) {
      case BEGIN -> begin();
      case COMMIT -> end(failed() ? "ROLLBACK" : "COMMIT");
      case ROLLBACK -> end("ROLLBACK");
      case SAVEPOINT -> {
        requireBlock("SAVEPOINT");
        savepoints.add(sql.lastWord());
        yield "SAVEPOINT";
      }
      case RELEASE -> {
        requireBlock("RELEASE SAVEPOINT");
        int index = find(sql.lastWord());
        savepoints.subList(index, savepoints.size()).clear();
        yield "RELEASE";
      }
      case ROLLBACK_TO -> {
        requireBlock("ROLLBACK TO SAVEPOINT");
        int index = find(sql.lastWord());
        savepoints.subList(index + 1, savepoints.size()).clear();
        status = TransactionStatus.IN_TRANSACTION;
        yield "ROLLBACK";
      }
      case NONCE, SLOW, FAIL, NOTICE, COPYIN, COPYOUT, SELECT, UTILITY, EMPTY, UNKNOWN ->
          throw new IllegalArgumentException(sql.text());
    };
  }

  private String begin() {
    if (!inBlock()) {
      status = TransactionStatus.IN_TRANSACTION;
    }
    return "BEGIN";
  }

  private String end(String tag) {
    status = TransactionStatus.IDLE;
    savepoints.clear();
    return tag;
  }

  private void requireBlock(String what) throws ModelError {
    if (!inBlock()) {
      throw new ModelError("25P01", what + " can only be used in transaction blocks");
    }
  }

  private int find(String name) throws ModelError {
    int index = savepoints.lastIndexOf(name);
    if (index < 0) {
      throw new ModelError("3B001", "savepoint \"" + name + "\" does not exist");
    }
    return index;
  }
}
