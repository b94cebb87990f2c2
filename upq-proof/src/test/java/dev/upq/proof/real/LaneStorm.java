// SPDX-License-Identifier: Apache-2.0
package dev.upq.proof.real;

import dev.upq.PgPool;
import dev.upq.fault.PgDataException;
import dev.upq.fault.PgInterruptedException;
import dev.upq.fault.PgPoolException;
import dev.upq.fault.PgTimeoutException;
import dev.upq.row.QueryResult;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;

/** One caller of many on a lane, with a nonce in each question. One thread. */
final class LaneStorm implements Callable<Map<String, Integer>> {

  private static final int CALLS = 300;

  private final PgPool pool;
  private final int number;
  private final String nonced;
  private final String divide;
  private final SplittableRandom random;
  private final Map<String, Integer> counts = new HashMap<>();

  LaneStorm(PgPool pool, int number, String nonced, String divide) {
    this.pool = pool;
    this.number = number;
    this.nonced = nonced;
    this.divide = divide;
    this.random = new SplittableRandom(number);
  }

  /** How many calls ended how: right, wrong, failed as asked, interrupted, late. */
  @Override
  public Map<String, Integer> call() {
    for (int i = 0; i < CALLS; i++) {
      String how;
      try {
        how = one(number * 1_000_000L + i);
      } catch (PgInterruptedException interrupted) {
        how = Thread.interrupted() ? "interrupted" : "wrong";
      } catch (PgTimeoutException late) {
        how = "late";
      } catch (PgPoolException none) {
        // What a burst cannot carry runs alone, where there may be no connection in time.
        how = none.reason() == PgPoolException.Reason.ACQUIRE_TIMEOUT ? "late" : "wrong";
      } catch (PgDataException asAsked) {
        how = "failed";
      }
      counts.merge(how, 1, Integer::sum);
    }
    return counts;
  }

  private String one(long nonce) {
    int id = 1 + random.nextInt(1000);
    return switch (random.nextInt(20)) {
      case 0 -> {
        Thread.currentThread().interrupt();
        QueryResult result = pool.lane().query(nonced, nonce, id);
        // An answer that was there already is given; the interrupt is still to be seen.
        yield Thread.interrupted() ? judged(result, nonce, id) : "wrong";
      }
      case 1 ->
          pool.within(
              Duration.ofNanos(1 + random.nextInt(2_000_000)),
              within -> judged(within.lane().query(nonced, nonce, id), nonce, id));
      case 2 -> {
        pool.lane().query(divide, 0);
        yield "wrong";
      }
      default -> judged(pool.lane().query(nonced, nonce, id), nonce, id);
    };
  }

  private static String judged(QueryResult result, long nonce, int id) {
    boolean right =
        result.size() == 1
            && result.row(0).longValue(0) == nonce
            && result.row(0).intValue(1) == id
            && result.row(0).text(2).equals("thing " + id);
    return right ? "right" : "wrong";
  }
}
