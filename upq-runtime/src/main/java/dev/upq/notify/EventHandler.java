// SPDX-License-Identifier: Apache-2.0
package dev.upq.notify;

/** What a program does with the events of a subscription. */
@FunctionalInterface
public interface EventHandler {

  /**
   * Called for one event at a time, in order, on a virtual thread. What is thrown is counted, and
   * told to the probe; {@link OnFailure} says what follows. An interrupt that is left behind is
   * taken away.
   *
   * @throws Exception anything: nobody else is affected
   */
  void handle(Event event) throws Exception;
}
