// SPDX-License-Identifier: Apache-2.0
package dev.upq.introspect.source;

/**
 * A source file. Immutable.
 *
 * @param path below the folder of sources, with slashes: {@code app/data/Flight.java}
 * @param text in lines that end with a line feed
 */
public record JavaFile(String path, String text) {}
