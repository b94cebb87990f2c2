// SPDX-License-Identifier: Apache-2.0
package dev.upq.standing;

import dev.upq.wire.NotificationResponse;
import java.util.List;

/**
 * The notifications that have come since the last turn. Immutable.
 *
 * @param notifications in the order of the server
 * @param lost how many came right behind them and were lost, because the connection keeps 65,536 of
 *     them and 16 MiB of payload at most
 */
public record Arrivals(List<NotificationResponse> notifications, long lost) {

  static final Arrivals NONE = new Arrivals(List.of(), 0);
}
