// SPDX-License-Identifier: Apache-2.0
package dev.upq.introspect;

/** Where the values of a column come from when none is given. Immutable. */
public sealed interface Filling {

  /** From nowhere: it is NULL, or has to be given. */
  record None() implements Filling {}

  /** From an expression. */
  record Default(String expression) implements Filling {}

  /** From a sequence that belongs to the column, and goes with it: {@code serial}. */
  record Serial(QualifiedName sequence, String expression) implements Filling {}

  /** From a sequence of its own life, that others may use too. */
  record ForeignSequence(QualifiedName sequence, String expression) implements Filling {}

  /** From the sequence of an identity column; its options are that {@link Sequence}'s. */
  record Identity(Code<IdentityKind> kind, QualifiedName sequence) implements Filling {}

  /** From the row's other columns. */
  record Generated(Code<GeneratedKind> kind, String expression) implements Filling {}
}
