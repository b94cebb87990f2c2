// SPDX-License-Identifier: Apache-2.0
package dev.upq.proof.mutants;

/**
 * What came of running a suite. Immutable.
 *
 * @param detail the first failure, or what is wrong with the run itself
 */
record Verdict(Kind kind, String detail) {

  enum Kind {
    /** At least one test ran, and all that ran have passed. */
    PASSED,
    /** A test failed by an assertion, or by a failure that the library reported. */
    FAILED,
    /** The run says nothing: no test ran, one was aborted, or something broke that is not ours. */
    VOID,
    /** It did not end in time. */
    HUNG
  }
}
