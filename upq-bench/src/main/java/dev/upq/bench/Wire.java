// SPDX-License-Identifier: Apache-2.0
package dev.upq.bench;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.upq.bench.load.Sample;
import org.jspecify.annotations.Nullable;

/** What a worker says, a line of JSON each. Stateless. */
final class Wire {

  static final String TARGET_VARIABLE = "UPQ_BENCH_TARGET";

  private static final ObjectMapper JSON = new ObjectMapper();

  private Wire() {}

  /** What a line is about. Immutable. */
  enum Kind {
    /** Connected; the text is the client's setup. */
    READY,
    /** The client has no such thing; the text says why. */
    NOT_OFFERED,
    /** A round ended; the sample is there. */
    SAMPLE,
    /** It went wrong; the text says how. The worker ends. */
    FAILED
  }

  /** A line. Immutable. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record Line(Kind kind, String text, @Nullable Sample sample) {}

  static String write(Object value) {
    try {
      return JSON.writeValueAsString(value);
    } catch (JsonProcessingException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  static <T> T read(String line, Class<T> type) {
    try {
      return JSON.readValue(line, type);
    } catch (JsonProcessingException broken) {
      throw new BenchException("a worker said what is no JSON: " + line, broken);
    }
  }
}
