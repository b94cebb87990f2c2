// SPDX-License-Identifier: Apache-2.0
package dev.upq.tx;

import java.util.List;

/** What hooks threw, told to the probe where there is no other way to tell it. Stateless. */
final class HookTold {

  private HookTold() {}

  /** Their kinds and places; a message may hold what nobody else is to see. */
  static void warn(Block block, List<Throwable> thrown) {
    for (Throwable each : thrown) {
      StackTraceElement[] frames = each.getStackTrace();
      block
          .connection()
          .probe()
          .warning(
              "a hook behind a transaction threw "
                  + each.getClass().getName()
                  + (frames.length == 0 ? "" : " at " + frames[0])
                  + "; the transaction's end is not changed by that");
    }
  }
}
