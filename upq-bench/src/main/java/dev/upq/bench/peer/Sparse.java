// SPDX-License-Identifier: Apache-2.0
package dev.upq.bench.peer;

import dev.upq.bench.work.Client;
import dev.upq.bench.work.Offer;

/** A client of few offers: what its maker does not override, it does not do. Thread-safe. */
class Sparse implements Client {

  private final String what;

  Sparse(String what) {
    this.what = what;
  }

  @Override
  public String setup() {
    return what;
  }

  private Offer none() {
    return Offer.notOffered(what + " is for other work");
  }

  @Override
  public Offer pointSelect() {
    return none();
  }

  @Override
  public Offer selects() {
    return none();
  }

  @Override
  public Offer selectsAndUpdates() {
    return none();
  }

  @Override
  public Offer insertBatch() {
    return none();
  }

  @Override
  public Offer insertArrays() {
    return none();
  }

  @Override
  public Offer rowsStreamed() {
    return none();
  }

  @Override
  public Offer rowsAtOnce() {
    return none();
  }

  @Override
  public Offer copyIn() {
    return none();
  }

  @Override
  public Offer copyOut() {
    return none();
  }

  @Override
  public Offer notifyOne() {
    return none();
  }

  @Override
  public Offer notifyStream() {
    return none();
  }

  @Override
  public Offer borrow(boolean yields) {
    return none();
  }

  @Override
  public Offer largeBytes() {
    return none();
  }

  @Override
  public Offer largeText() {
    return none();
  }

  @Override
  public void close() {}
}
