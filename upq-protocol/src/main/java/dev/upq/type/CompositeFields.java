// SPDX-License-Identifier: Apache-2.0
package dev.upq.type;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The fields of one value of a composite type, each read as the class that the reader wants. The
 * codec of a composite gives it where {@code CompositeFields.class} is asked for, and says so with
 * {@link Source}. It holds nothing of the bytes that the value came in. One thread at a time.
 */
public interface CompositeFields {

  /** Marks a codec that gives {@link CompositeFields}. */
  interface Source {}

  /** The names of the fields in their order. */
  List<String> names();

  /**
   * The field at an index from 0 on, null for SQL NULL.
   *
   * @throws dev.upq.fault.PgValueException where it cannot be read as {@code type}
   */
  <U> @Nullable U get(int index, Class<U> type);

  /**
   * The elements of a field that is an array of one dimension and not NULL.
   *
   * @throws dev.upq.fault.PgValueException where it is anything else
   */
  <E> List<@Nullable E> list(int index, Class<E> element);
}
