// SPDX-License-Identifier: Apache-2.0
package dev.upq.channel;

import java.io.IOException;

/** Sends a CancelRequest for one channel. Called on a thread of the crew. */
@FunctionalInterface
public interface Canceller {

  /**
   * Opens a link of its own, sends the request, and returns when the server has closed that link:
   * only then is it certain that the signal was given, and that it cannot hit a statement sent
   * later.
   *
   * @param deadlineNanos a reading of the channel's clock after which it gives up with an exception
   */
  void cancel(long deadlineNanos) throws IOException;
}
