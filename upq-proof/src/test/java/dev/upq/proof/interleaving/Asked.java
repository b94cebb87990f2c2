// SPDX-License-Identifier: Apache-2.0
package dev.upq.proof.interleaving;

import dev.upq.connection.PgPipeline.Pending;
import dev.upq.fault.PgException;
import dev.upq.fault.PgServerException;
import dev.upq.fault.PgSkippedException;
import dev.upq.fault.PgUsageException;
import dev.upq.fault.Sent;
import dev.upq.row.QueryResult;

/**
 * One item of a pipeline, whose answer is judged. Confined to its caller's thread.
 *
 * @param behindAFailure whether an item before it in its unit fails
 */
record Asked(String sql, long nonce, boolean behindAFailure, Pending<QueryResult> pending) {

  /** True where the answer is there; a failure is judged, and something has to explain it. */
  boolean answered(World world) {
    try {
      QueryResult result = pending.get();
      world.oracle.answered(sql, nonce, Hands.rows(result), result.commandTag());
      return true;
    } catch (PgServerException refused) {
      world.oracle.failed(
          sql,
          nonce,
          refused.sqlState().code(),
          refused.diagnostic().detail(),
          sql.startsWith("fail") || sql.startsWith("select fail"));
    } catch (PgSkippedException skipped) {
      if (behindAFailure) {
        world.neverRan(nonce);
      }
    } catch (PgUsageException notRun) {
      // The pipeline ended before it sent anything.
      world.neverRan(nonce);
    } catch (PgException ended) {
      if (ended.sent() == Sent.NOTHING) {
        world.neverRan(nonce);
      }
    }
    return false;
  }
}
