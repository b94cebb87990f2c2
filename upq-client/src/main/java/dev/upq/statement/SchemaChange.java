// SPDX-License-Identifier: Apache-2.0
package dev.upq.statement;

import java.util.HashSet;
import java.util.Set;

/**
 * What statements of the runtime's own have created, altered or dropped, so that other texts may
 * mean something else now. Immutable.
 *
 * <p>That there was such a statement its command tag says. Which things it was about is read from
 * its text: the names behind {@code TABLE}, {@code VIEW} and the like. A text is concerned where it
 * has one of them as a word, and every text is where no name is found, or where the change goes
 * beyond what it names ({@code CASCADE}, {@code DROP SCHEMA}). A text too many costs one more
 * Parse; one too few heals as where somebody else has changed the schema. A table that is made as a
 * temporary one is passed over: it comes and goes with the work of one session.
 *
 * <p>Not seen: what a {@code DO} block or a function does; {@code CREATE TABLE AS}, whose tag is
 * that of a {@code SELECT}; tables that inherit from an altered one, and functions that return its
 * rows.
 *
 * @param everything whether all texts are concerned
 * @param names what was created, altered or dropped: the last parts of names, as words in lower
 *     case
 * @param temporary the same of what was created as a temporary table
 */
public record SchemaChange(boolean everything, Set<String> names, Set<String> temporary) {

  public SchemaChange {
    names = Set.copyOf(names);
    temporary = Set.copyOf(temporary);
  }

  /** True where a command that ended with that tag may have changed what texts mean. */
  public static boolean toldBy(String commandTag) {
    // ALTER, CREATE, DROP; the second letter keeps what comes often away from the set.
    return commandTag.length() > 2
        && (commandTag.charAt(1) == 'L' || commandTag.charAt(1) == 'R')
        && SchemaText.isTag(commandTag);
  }

  /**
   * What a text of one or more statements has changed, at least one of which ended with {@linkplain
   * #toldBy such a tag}.
   */
  public static SchemaChange in(String sql) {
    return SchemaText.read(sql);
  }

  /** Both. */
  public SchemaChange and(SchemaChange other) {
    return new SchemaChange(
        everything || other.everything, both(names, other.names), both(temporary, other.temporary));
  }

  private static Set<String> both(Set<String> one, Set<String> other) {
    Set<String> both = new HashSet<>(one);
    both.addAll(other);
    return both;
  }

  /** The same without what was a temporary table before. */
  public SchemaChange without(Set<String> knownTemporary) {
    Set<String> rest = new HashSet<>(names);
    rest.removeAll(knownTemporary);
    return new SchemaChange(everything, rest, temporary);
  }

  /** True where no text is concerned. */
  public boolean isEmpty() {
    return !everything && names.isEmpty();
  }

  /** True where the text may mean something else now. */
  public boolean concerns(String sql) {
    return everything || (!names.isEmpty() && SchemaText.anyWord(sql, names::contains));
  }
}
