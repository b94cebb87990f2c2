// SPDX-License-Identifier: Apache-2.0
package dev.upq.introspect;

import java.util.Optional;

/**
 * An extension. What belongs to it is left out of the model unless it was asked for. Immutable.
 *
 * @param schema where its objects are
 */
public record Extension(String name, String version, String schema, Optional<String> comment)
    implements Named {}
