// SPDX-License-Identifier: Apache-2.0
/**
 * Planted mistakes: each stands for a case in the history of drivers, and the suite that claims its
 * class has to fail on it.
 *
 * <p>A {@link dev.upq.proof.mutants.Mutant} is data: a piece of text in a main source and what
 * stands in its place. The source is compiled with it in memory, and a class loader of its own runs
 * the {@link dev.upq.proof.mutants.Killer} on the outcome; main code knows nothing of it. The suite
 * is run without the mistake first, in the same way, and has to pass.
 *
 * <p>Tests that are here because no other suite asked the question are ordinary tests and run by
 * themselves as well.
 */
@NullMarked
package dev.upq.proof.mutants;

import org.jspecify.annotations.NullMarked;
