// SPDX-License-Identifier: Apache-2.0
package dev.upq.stats;

import java.util.Map;

/**
 * One kind of operation on one server, since the pool was opened. Immutable.
 *
 * @param address of the server, as the configuration names it; {@code none} for what went to no
 *     server
 * @param port of the server; 0 where there is none
 * @param role {@code primary} or {@code standby}, as it was when the connection was made; {@code
 *     unknown} where the server did not tell
 * @param operation the command's name, for example {@code SELECT}; {@code BATCH}, {@code PIPELINE}
 *     and {@code SCRIPT} for several statements at once
 * @param succeeded how long those took that succeeded
 * @param failed how long those took that failed
 * @param statements how many statements they were: more than operations where several go at once
 * @param rows that came back or were changed
 * @param errors how many failed, by SQLSTATE class or, where the server did not speak, by kind
 */
public record OperationSnapshot(
    String address,
    int port,
    String role,
    String operation,
    LatencySnapshot succeeded,
    LatencySnapshot failed,
    long statements,
    long rows,
    Map<String, Long> errors) {

  /** The server's name and port. */
  public String server() {
    if (port == 0) {
      return address;
    }
    return address.indexOf(':') >= 0 ? "[" + address + "]:" + port : address + ":" + port;
  }
}
