// SPDX-License-Identifier: Apache-2.0
package dev.upq.jackson;

import dev.upq.fault.PgValueException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.exc.InputCoercionException;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.core.exc.StreamReadException;
import tools.jackson.databind.exc.InvalidDefinitionException;
import tools.jackson.databind.exc.InvalidTypeIdException;
import tools.jackson.databind.exc.MismatchedInputException;
import tools.jackson.databind.exc.PropertyBindingException;

/**
 * Words the failures: the PostgreSQL type, the class, where in the document, and what is wrong
 * there. Stateless.
 *
 * <p>Jackson's own messages quote the document, so they are not told and not kept as the cause. The
 * cause is what code of the user's own threw, a constructor for example.
 */
final class JsonFault {

  private static final int MAX_PATH_CHARS = 200;

  private JsonFault() {}

  static PgValueException read(String typeName, String target, RuntimeException failure) {
    return PgValueException.decode(
        "this value of "
            + typeName
            + " cannot be read as "
            + target
            + ": "
            + path(failure)
            + " "
            + what(failure),
        foreign(failure));
  }

  static PgValueException write(String typeName, String source, RuntimeException failure) {
    return PgValueException.encode(
        "this "
            + source
            + " cannot be written as "
            + typeName
            + ": "
            + path(failure)
            + " "
            + (failure instanceof InvalidDefinitionException definition
                ? closed(definition)
                : "has no form in JSON, or is nested too deep"));
  }

  private static String what(RuntimeException failure) {
    Throwable foreign = foreign(failure);
    if (foreign != null) {
      return "was refused by code of its class: " + foreign.getClass().getName();
    }
    if (failure instanceof PropertyBindingException) {
      return "is a key that nothing takes";
    }
    if (failure instanceof InvalidDefinitionException definition) {
      return closed(definition);
    }
    if (failure instanceof InvalidTypeIdException) {
      return "is of no type that is known there";
    }
    if (failure instanceof MismatchedInputException mismatch) {
      return misfit(mismatch.getTargetType());
    }
    if (failure instanceof InputCoercionException coercion) {
      return misfit(coercion.getTargetType());
    }
    if (failure instanceof StreamConstraintsException) {
      return "is nested deeper than "
          + Mappers.MAX_NESTING
          + " levels, or a number of more than "
          + Mappers.MAX_NUMBER_CHARS
          + " digits";
    }
    if (failure instanceof StreamReadException) {
      return "has a key twice, or is not JSON";
    }
    return "cannot be read";
  }

  private static String misfit(@Nullable Class<?> wanted) {
    return wanted == null
        ? "is missing or does not fit"
        : "is missing or does not fit " + wanted.getTypeName();
  }

  private static String closed(InvalidDefinitionException definition) {
    return "is of a class that Jackson cannot use ("
        + definition.getType().toCanonical()
        + "); a package of a named module has to be opened to tools.jackson.databind";
  }

  /** What was thrown by code that is not Jackson's; null where there is none. */
  private static @Nullable Throwable foreign(Throwable failure) {
    Throwable cause = failure;
    while (cause instanceof JacksonException) {
      cause = cause.getCause();
    }
    return cause;
  }

  /** {@code $.lines[2].city}. */
  private static String path(RuntimeException failure) {
    StringBuilder path = new StringBuilder("$");
    if (failure instanceof JacksonException known) {
      List<JacksonException.Reference> steps = known.getPath();
      for (JacksonException.Reference step : steps) {
        String name = step.getPropertyName();
        if (name != null) {
          path.append('.').append(name);
        } else if (step.getIndex() >= 0) {
          path.append('[').append(step.getIndex()).append(']');
        }
      }
    }
    if (path.length() > MAX_PATH_CHARS) {
      path.setLength(MAX_PATH_CHARS);
      path.append("...");
    }
    return path.toString();
  }
}
