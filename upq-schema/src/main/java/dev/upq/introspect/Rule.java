// SPDX-License-Identifier: Apache-2.0
package dev.upq.introspect;

import java.util.Optional;

/**
 * A rewrite rule; the one that makes a view is not among them. Immutable.
 *
 * @param definition the whole CREATE RULE
 */
public record Rule(
    String name,
    Code<RuleEvent> event,
    boolean instead,
    Code<Enablement> enabled,
    String definition,
    Optional<String> comment)
    implements Named {}
