// SPDX-License-Identifier: Apache-2.0
/**
 * The only way to read or write the wire: {@link dev.upq.bytes.ByteReader} and {@link
 * dev.upq.bytes.ByteWriter}.
 *
 * <p>Both are bounds-checked: a length is checked before it is believed, so that nothing past the
 * end of a frame can be read, no array is made from a claimed size, and no message leaves that is
 * longer than its limit. All integers are big endian, all text is UTF-8 and strict in both
 * directions: malformed bytes, lone surrogates and U+0000 are refused, never replaced.
 *
 * <p>Neither is thread-safe: one thread at a time.
 */
@NullMarked
package dev.upq.bytes;

import org.jspecify.annotations.NullMarked;
