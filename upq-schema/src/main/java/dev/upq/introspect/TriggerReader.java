// SPDX-License-Identifier: Apache-2.0
package dev.upq.introspect;

import java.nio.charset.StandardCharsets;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Triggers out of an answer. Stateless. */
final class TriggerReader {

  private static final int FOR_EACH_ROW = 1;
  private static final int BEFORE = 2;
  private static final int INSERT = 4;
  private static final int DELETE = 8;
  private static final int UPDATE = 16;
  private static final int TRUNCATE = 32;
  private static final int INSTEAD = 64;

  private TriggerReader() {}

  static Trigger trigger(Cells row, ColumnReader columns) {
    String table = row.text();
    String name = row.text();
    int bits = row.number();
    return new Trigger(
        name,
        timing(bits),
        events(bits),
        columns.named(table, row.numbers()),
        (bits & FOR_EACH_ROW) != 0,
        row.optional().flatMap(TriggerReader::condition),
        row.someName(),
        arguments(row.text()),
        row.optional(),
        row.optional(),
        Codes.of(Enablement.values(), row.text()),
        row.flag(),
        row.flag(),
        row.flag(),
        row.optional(),
        row.optional());
  }

  private static Trigger.Timing timing(int bits) {
    if ((bits & INSTEAD) != 0) {
      return Trigger.Timing.INSTEAD_OF;
    }
    return (bits & BEFORE) != 0 ? Trigger.Timing.BEFORE : Trigger.Timing.AFTER;
  }

  private static Set<Trigger.Event> events(int bits) {
    Set<Trigger.Event> events = EnumSet.noneOf(Trigger.Event.class);
    add(events, bits & INSERT, Trigger.Event.INSERT);
    add(events, bits & DELETE, Trigger.Event.DELETE);
    add(events, bits & UPDATE, Trigger.Event.UPDATE);
    add(events, bits & TRUNCATE, Trigger.Event.TRUNCATE);
    return events;
  }

  private static void add(Set<Trigger.Event> events, int bit, Trigger.Event event) {
    if (bit != 0) {
      events.add(event);
    }
  }

  /** What stands behind WHEN in a whole CREATE TRIGGER. */
  private static Optional<String> condition(String definition) {
    int from = definition.indexOf(" WHEN (");
    int to = definition.lastIndexOf(") EXECUTE FUNCTION ");
    return from < 0 || to < from
        ? Optional.empty()
        : Optional.of(definition.substring(from + " WHEN (".length(), to));
  }

  /** Each ends with a zero byte. */
  private static List<String> arguments(String hex) {
    String all = new String(HexFormat.of().parseHex(hex), StandardCharsets.UTF_8);
    return all.isEmpty() ? List.of() : List.of(all.substring(0, all.length() - 1).split("\0", -1));
  }
}
