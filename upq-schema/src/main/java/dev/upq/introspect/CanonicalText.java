// SPDX-License-Identifier: Apache-2.0
package dev.upq.introspect;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/** A model as lines; those of tables are {@link TableText}'s. Stateless. */
final class CanonicalText {

  /** Changes with the form of any line. */
  static final String FORM = "upq-model 1";

  private CanonicalText() {}

  static List<Line> of(Database database) {
    List<Line> lines = new ArrayList<>();
    lines.add(new Line(FORM, ""));
    for (Extension extension : database.extensions()) {
      lines.add(line("extension " + QualifiedName.shown(extension.name()), extension(extension)));
    }
    for (Schema schema : database.schemas()) {
      lines.add(
          line(
              "schema " + QualifiedName.shown(schema.name()),
              new Words().comment(schema.comment())));
      schema.types().forEach(type -> type(lines, type));
      schema.sequences().forEach(s -> lines.add(line("sequence " + s.id(), sequence(s))));
      schema.routines().forEach(r -> lines.add(line(routineKey(r), routine(r))));
      schema.tables().forEach(table -> TableText.add(lines, table));
    }
    for (EventTrigger trigger : database.eventTriggers()) {
      lines.add(line("event trigger " + QualifiedName.shown(trigger.name()), trigger(trigger)));
    }
    for (Publication publication : database.publications()) {
      lines.add(
          line("publication " + QualifiedName.shown(publication.name()), publication(publication)));
    }
    return lines;
  }

  private static Line line(String key, Words text) {
    return new Line(key, text.toString());
  }

  private static Words extension(Extension extension) {
    return new Words()
        .add(extension.version())
        .add("in")
        .add(QualifiedName.shown(extension.schema()))
        .comment(extension.comment());
  }

  private static void type(List<Line> lines, UserType type) {
    String key = "type " + type.id();
    Words text = new Words();
    switch (type) {
      case UserType.Enumeration e ->
          text.add("enum (" + Words.listed(e.labels().stream().map(Words::literal).toList()) + ")");
      case UserType.Composite c ->
          text.add(
              "composite ("
                  + Words.listed(c.attributes().stream().map(TableText::typed).toList())
                  + ")");
      case UserType.Domain d -> domain(text, d);
      case UserType.Range r ->
          text.add("range of").add(r.of().text()).add("multirange " + r.multirange());
      case UserType.BaseType b -> text.add(b.defined() ? "base" : "shell");
      case UserType.Other o -> text.add("Unknown('" + o.code() + "')");
    }
    lines.add(line(key, text.comment(type.comment())));
    if (type instanceof UserType.Domain domain) {
      domain.constraints().forEach(c -> TableText.constraint(lines, key, c));
    }
  }

  private static void domain(Words text, UserType.Domain domain) {
    text.add("domain of")
        .add(domain.of().text())
        .add("collate", domain.collation())
        .addIf(domain.notNull(), "not null")
        .add("default", domain.defaultExpression());
  }

  private static Words sequence(Sequence s) {
    Words text =
        new Words()
            .add(s.type())
            .add("start " + s.start())
            .add("increment " + s.increment())
            .add("from " + s.min())
            .add("to " + s.max())
            .add("cache " + s.cache())
            .addIf(s.cycles(), "cycle");
    s.owner()
        .ifPresent(
            owner ->
                text.add(owner.identity() ? "identity of" : "owned by")
                    .add(owner.table() + "." + QualifiedName.shown(owner.column())));
    return text.comment(s.comment());
  }

  private static String routineKey(Routine routine) {
    boolean procedure = routine.kind().is(RoutineKind.PROCEDURE);
    return (procedure ? "procedure " : "function ") + Words.oneLine(routine.toString());
  }

  private static Words routine(Routine routine) {
    return new Words()
        .addIf(
            !routine.kind().is(RoutineKind.PROCEDURE) && !routine.kind().is(RoutineKind.FUNCTION),
            routine.kind().toString())
        .add("(" + routine.arguments() + ")")
        .add("returns", routine.result())
        .add("language " + routine.language())
        .addIf(!routine.volatility().is(Volatility.VOLATILE), routine.volatility().toString())
        .addIf(!routine.parallel().is(ParallelSafety.UNSAFE), "parallel " + routine.parallel())
        .addIf(routine.strict(), "strict")
        .addIf(routine.securityDefiner(), "security definer")
        .addIf(routine.leakproof(), "leakproof")
        .add("set", routine.settings())
        .add("body " + routine.body())
        .comment(routine.comment());
  }

  private static Words trigger(EventTrigger trigger) {
    return new Words()
        .add("on " + trigger.event())
        .add("when tag in", trigger.tags())
        .add("execute " + trigger.function())
        .addIf(!trigger.enabled().is(Enablement.ORIGIN), trigger.enabled().toString())
        .comment(trigger.comment());
  }

  private static Words publication(Publication publication) {
    return new Words()
        .addIf(publication.allTables(), "all tables")
        .add("schemas", Words.names(publication.schemas()))
        .add("tables", publication.tables().stream().map(String::valueOf).toList())
        .add("publish", new TreeSet<>(publication.operations()))
        .comment(publication.comment());
  }
}
