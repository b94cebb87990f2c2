// SPDX-License-Identifier: Apache-2.0
package dev.upq.bench.report;

import dev.upq.bench.work.Case;
import dev.upq.bench.work.Peer;
import java.util.Map;

/**
 * What came of one case. Immutable.
 *
 * @param figures of who took part
 * @param setups how they were set up
 * @param notes why others did not
 */
public record Outcome(
    Case work, Map<Peer, Figures> figures, Map<Peer, String> setups, Map<Peer, String> notes) {}
