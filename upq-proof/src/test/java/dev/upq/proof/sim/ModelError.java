// SPDX-License-Identifier: Apache-2.0
package dev.upq.proof.sim;

import dev.upq.fault.Diagnostic;
import java.util.LinkedHashMap;
import java.util.Map;

/** A statement, or with severity FATAL the session, fails on the model server. */
final class ModelError extends Exception {

  private static final long serialVersionUID = 1L;

  private final String severity;
  private final String sqlState;
  private final String detail;

  ModelError(String sqlState, String message) {
    this("ERROR", sqlState, message, "");
  }

  ModelError(String severity, String sqlState, String message, String detail) {
    super(message, null, false, false);
    this.severity = severity;
    this.sqlState = sqlState;
    this.detail = detail;
  }

  boolean fatal() {
    return severity.equals("FATAL");
  }

  Diagnostic diagnostic() {
    return diagnostic(severity, sqlState, String.valueOf(getMessage()), detail);
  }

  static Diagnostic diagnostic(String severity, String sqlState, String message, String detail) {
    Map<Character, String> fields = new LinkedHashMap<>();
    fields.put('S', severity);
    fields.put('V', severity);
    fields.put('C', sqlState);
    fields.put('M', message);
    if (!detail.isEmpty()) {
      fields.put('D', detail);
    }
    return new Diagnostic(fields);
  }
}
