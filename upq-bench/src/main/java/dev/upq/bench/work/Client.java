// SPDX-License-Identifier: Apache-2.0
package dev.upq.bench.work;

/**
 * A client of one peer: for each workload how it does it, or why it does not. One thread makes the
 * offer; what is offered is thread-safe.
 */
public interface Client extends AutoCloseable {

  /** How the client is set up, in a few words. */
  String setup();

  Offer pointSelect();

  /** {@link Request}: the selects alone. */
  Offer selects();

  /** {@link Request}: selects and updates. */
  Offer selectsAndUpdates();

  /** {@link InsertRows}: by the client's call for batches. */
  Offer insertBatch();

  /** {@link InsertRows}: by three arrays. */
  Offer insertArrays();

  /** {@link ManyRows}: as they come, in bounded memory. */
  Offer rowsStreamed();

  /** {@link ManyRows}: as a list. */
  Offer rowsAtOnce();

  Offer copyIn();

  Offer copyOut();

  /** {@link News}: one, and wait for it. */
  Offer notifyOne();

  /** {@link News}: many in one transaction, and wait for all. */
  Offer notifyStream();

  /** Borrow a connection, let others run if {@code yields}, and give it back. */
  Offer borrow(boolean yields);

  Offer largeBytes();

  Offer largeText();

  @Override
  void close();
}
