// SPDX-License-Identifier: Apache-2.0
package dev.upq.introspect;

import java.util.Locale;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** A trigger as a line. Stateless. */
final class TriggerText {

  private TriggerText() {}

  static Words of(Trigger trigger) {
    String events =
        new TreeSet<>(trigger.events())
            .stream().map(event -> event(trigger, event)).collect(Collectors.joining(" or "));
    return new Words()
        .addIf(trigger.constraint(), "constraint")
        .add(lower(trigger.timing()))
        .add(events)
        .addIf(trigger.deferrable(), "deferrable")
        .addIf(trigger.deferred(), "initially deferred")
        .add("old table", trigger.oldTable().map(QualifiedName::shown))
        .add("new table", trigger.newTable().map(QualifiedName::shown))
        .add(trigger.forEachRow() ? "for each row" : "for each statement")
        .add("when", trigger.condition())
        .add("execute " + trigger.function())
        .add("(" + Words.listed(trigger.arguments().stream().map(Words::literal).toList()) + ")")
        .addIf(!trigger.enabled().is(Enablement.ORIGIN), trigger.enabled().toString())
        .add("clone of", trigger.parent().map(QualifiedName::shown))
        .comment(trigger.comment());
  }

  private static String event(Trigger trigger, Trigger.Event event) {
    boolean named = event == Trigger.Event.UPDATE && !trigger.columns().isEmpty();
    return lower(event)
        + (named ? " of (" + Words.listed(Words.names(trigger.columns())) + ")" : "");
  }

  private static String lower(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }
}
