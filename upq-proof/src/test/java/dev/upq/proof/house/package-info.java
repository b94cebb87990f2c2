// SPDX-License-Identifier: Apache-2.0
/**
 * The rules of the house, as tests: which package may use which, how long a file may grow, which
 * calls are reserved for one package, what the modules may require, and what the public surface is.
 *
 * <p>{@link dev.upq.proof.house.House} is what a rule looks at: parsed sources, class files, module
 * descriptors and texts. A rule is a function from a house to the places that break it. {@code
 * HouseTest} applies every rule to this checkout; beside it each rule has a test that plants a
 * violation into a small house made in memory and sees the rule fail.
 */
@NullMarked
package dev.upq.proof.house;

import org.jspecify.annotations.NullMarked;
