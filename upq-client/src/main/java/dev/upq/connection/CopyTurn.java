// SPDX-License-Identifier: Apache-2.0
package dev.upq.connection;

import dev.upq.fault.PgException;
import dev.upq.fault.PgUsageException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One COPY's hold on its connection, from its beginning to its end: nothing else runs there
 * meanwhile, and once the connection was given back, the COPY touches it no more. One thread at a
 * time.
 */
final class CopyTurn {

  private final PgConnection connection;
  private final Copies copies;
  private final long tenant;
  private final Executed told;
  private Runnable abandon = () -> {};
  private boolean open = true;
  private @Nullable Runnable onClose;

  CopyTurn(PgConnection connection, Copies copies, Executed told) {
    this.copies = copies;
    this.connection = connection;
    this.tenant = connection.tenant();
    this.told = told;
  }

  /** How the conversation is given up without waiting. */
  void abandonWith(Runnable task) {
    abandon = task;
  }

  /** Runs {@code task} once at the end; at once where that has been. */
  void onClose(Runnable task) {
    if (open) {
      onClose = task;
    } else {
      task.run();
    }
  }

  boolean open() {
    return open;
  }

  /** A step of the conversation; where it fails, the COPY has ended. */
  <T extends @Nullable Object> T step(Supplier<T> work) {
    refuseIfGivenBack();
    if (!open) {
      throw new PgUsageException("this COPY has ended; begin another");
    }
    try {
      return work.get();
    } catch (PgException failed) {
      end(failed);
      throw failed;
    }
  }

  /** True where there is something to close, and the right to do it. */
  boolean closable() {
    return open && tenant == connection.tenant();
  }

  void refuseIfGivenBack() {
    if (tenant != connection.tenant()) {
      throw new PgUsageException(
          "the connection of this COPY has been given back; copy before that");
    }
  }

  /** So many rows were copied, of which the probe is told at the end. */
  void counted(long rows) {
    told.counted(rows);
  }

  /** The conversation has ended. Idempotent. */
  void end(@Nullable PgException failure) {
    if (!open) {
      return;
    }
    open = false;
    copies.ended(this);
    told.end(failure);
    Runnable task = onClose;
    onClose = null;
    if (task != null) {
      task.run();
    }
  }

  /** Gives up without waiting; the connection is settled by its keeper. */
  void abandon() {
    if (open) {
      abandon.run();
      end(null);
    }
  }
}
