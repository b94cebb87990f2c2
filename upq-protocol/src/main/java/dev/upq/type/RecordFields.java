// SPDX-License-Identifier: Apache-2.0
package dev.upq.type;

import java.util.AbstractMap;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A record on its way to the server: as the record that it is for a codec of its class, as a map of
 * its fields for the codec of a composite. Immutable.
 */
public final class RecordFields extends AbstractMap<String, @Nullable Object> {

  private final Record record;
  private final Map<String, @Nullable Object> fields;

  /** The record, and what stands in it under the names of the composite's fields. */
  public RecordFields(Record record, Map<String, @Nullable Object> fields) {
    this.record = record;
    this.fields = Collections.unmodifiableMap(new LinkedHashMap<>(fields));
  }

  public Record record() {
    return record;
  }

  @Override
  public Set<Entry<String, @Nullable Object>> entrySet() {
    return fields.entrySet();
  }

  /** No values. */
  @Override
  public String toString() {
    return "RecordFields[" + record.getClass().getName() + "]";
  }
}
