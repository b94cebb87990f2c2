// SPDX-License-Identifier: Apache-2.0
package dev.upq.bench.work;

/** What is done over and over, and what its right answer is. Immutable. */
public enum Workload {
  POINT_SELECT,
  SELECTS,
  SELECTS_AND_UPDATES,
  INSERT_BATCH,
  INSERT_ARRAYS,
  ROWS_STREAMED,
  ROWS_AT_ONCE,
  COPY_IN,
  COPY_OUT,
  NOTIFY_ONE,
  NOTIFY_STREAM,
  BORROW,
  BORROW_AND_YIELD,
  LARGE_BYTES,
  LARGE_TEXT,
  FIRST_ANSWER;

  public Offer of(Client client) {
    return switch (this) {
      case POINT_SELECT -> client.pointSelect();
      case SELECTS -> client.selects();
      case SELECTS_AND_UPDATES -> client.selectsAndUpdates();
      case INSERT_BATCH -> client.insertBatch();
      case INSERT_ARRAYS -> client.insertArrays();
      case ROWS_STREAMED -> client.rowsStreamed();
      case ROWS_AT_ONCE -> client.rowsAtOnce();
      case COPY_IN -> client.copyIn();
      case COPY_OUT -> client.copyOut();
      case NOTIFY_ONE -> client.notifyOne();
      case NOTIFY_STREAM -> client.notifyStream();
      case BORROW -> client.borrow(false);
      case BORROW_AND_YIELD -> client.borrow(true);
      case LARGE_BYTES -> client.largeBytes();
      case LARGE_TEXT -> client.largeText();
      case FIRST_ANSWER -> Offer.notOffered("measured from outside the process");
    };
  }

  /** The right answer for each key, with {@code rows} rows in the table of facts. */
  public Expected expected(int rows) {
    return switch (this) {
      case POINT_SELECT -> PointSelect::expected;
      case SELECTS -> Request::expectedOfSelects;
      case SELECTS_AND_UPDATES -> Request::expectedOfAll;
      case INSERT_BATCH, INSERT_ARRAYS -> constant(InsertRows.ROWS);
      case ROWS_STREAMED -> constant(ManyRows.expected(rows));
      case ROWS_AT_ONCE -> constant(ManyRows.expected(Math.min(rows, ManyRows.AT_ONCE)));
      case COPY_IN, COPY_OUT -> constant(rows);
      case NOTIFY_ONE -> key -> key;
      case NOTIFY_STREAM -> constant(News.MANY);
      case BORROW, BORROW_AND_YIELD, FIRST_ANSWER -> constant(1);
      case LARGE_BYTES, LARGE_TEXT -> constant(LargeValue.SIZE);
    };
  }

  /** How many of what is counted one piece of work is: rows, notifications, or itself. */
  public int units(int rows) {
    return switch (this) {
      case INSERT_BATCH, INSERT_ARRAYS -> InsertRows.ROWS;
      case ROWS_STREAMED, COPY_IN, COPY_OUT -> rows;
      case ROWS_AT_ONCE -> Math.min(rows, ManyRows.AT_ONCE);
      case NOTIFY_STREAM -> News.MANY;
      case POINT_SELECT,
          SELECTS,
          SELECTS_AND_UPDATES,
          NOTIFY_ONE,
          BORROW,
          BORROW_AND_YIELD,
          LARGE_BYTES,
          LARGE_TEXT,
          FIRST_ANSWER ->
          1;
    };
  }

  private static Expected constant(long answer) {
    return key -> answer;
  }

  /** The right answer for a key. Stateless. */
  @FunctionalInterface
  public interface Expected {
    long of(int key);
  }
}
