// SPDX-License-Identifier: Apache-2.0
package dev.upq.proof.sim;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Tells right answers from wrong ones. Confined to its scheduler's threads.
 *
 * <p>An answer is right where every value, the row count and the tag follow from the nonce that was
 * asked with; a failure is right where it does not speak of another nonce. Anything else was
 * another statement's: a wrong delivery.
 */
public final class NonceOracle {

  /** One row, as the caller decoded it. */
  public record Row(long nonce, long index, String text) {}

  private final List<String> wrong = new ArrayList<>();
  private int right;
  private int failed;

  /** The rows that a statement must give. */
  public static List<Row> rows(String sql, long nonce) {
    NonceAnswer answer = answer(sql, nonce);
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < answer.rows(); i++) {
      rows.add(new Row(nonce, i, answer.text(i)));
    }
    return rows;
  }

  /** The tag that a statement must give. */
  public static String tag(String sql, long nonce) {
    return answer(sql, nonce).tag();
  }

  /** Judges a whole answer to {@code sql} with that nonce. */
  public boolean answered(String sql, long nonce, List<Row> rows, String tag) {
    if (rows.equals(rows(sql, nonce)) && tag.equals(tag(sql, nonce))) {
      right++;
      return true;
    }
    return wrong(nonce, sql, "got " + rows.size() + " rows " + rows + " and the tag " + tag);
  }

  /** As {@link #answered}, where the caller does not see the tag. */
  public boolean answered(String sql, long nonce, List<Row> rows) {
    return answered(sql, nonce, rows, tag(sql, nonce));
  }

  /**
   * Judges a failure that the server reported.
   *
   * @param detail the field Detail, which names the nonce of the statement that failed
   * @param asked whether the caller asked for this one to fail (a {@code fail} statement) or had it
   *     cancelled
   */
  public boolean failed(
      String sql, long nonce, String sqlState, Optional<String> detail, boolean asked) {
    boolean own = detail.isEmpty() || detail.get().equals(answer(sql, nonce).detail());
    boolean innocent = (sqlState.equals("57014") || sqlState.equals("P0001")) && !asked;
    if (own && !innocent) {
      failed++;
      return true;
    }
    return wrong(nonce, sql, "failed with " + sqlState + " " + detail.orElse(""));
  }

  /** Counts a failure that holds no answer of the server: a deadline, an interrupt, a lost link. */
  public void gaveUp() {
    failed++;
  }

  /** Right answers so far. */
  public int right() {
    return right;
  }

  /** Acceptable failures so far. */
  public int failures() {
    return failed;
  }

  /** Every wrong delivery as a sentence. */
  public List<String> wrong() {
    return List.copyOf(wrong);
  }

  /**
   * Refuses wrong deliveries.
   *
   * @throws AssertionError with the options that replay the schedule
   */
  public void check(SimOptions options) {
    if (!wrong.isEmpty()) {
      throw new AssertionError("wrong delivery: " + wrong + "\n  replay: " + options);
    }
  }

  private boolean wrong(long nonce, String sql, String got) {
    wrong.add("asked " + sql + " with " + nonce + ", " + got);
    return false;
  }

  private static NonceAnswer answer(String sql, long nonce) {
    return NonceAnswer.to(ModelSql.parse(sql), nonce);
  }
}
