// SPDX-License-Identifier: Apache-2.0
package dev.upq.type;

import java.util.List;

/**
 * Makes the codecs that follow from other types. Implementations are thread-safe and have no state.
 */
public interface CodecFactory {

  /** The codec of the array of that type. */
  Codec<?> array(PgType element);

  /**
   * A codec that reads and writes the classes of some codecs with them, and all else with the usual
   * one.
   */
  Codec<?> withClasses(Codec<?> usual, List<Codec<?>> classes);

  /** The codec of a type of which only the oid is known: it reads and writes text. */
  Codec<?> unknown(int oid);
}
