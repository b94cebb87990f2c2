// SPDX-License-Identifier: Apache-2.0
package dev.upq.connection;

import dev.upq.fault.PgServerException;
import dev.upq.statement.PreparedStatement;
import dev.upq.statement.Undetermined;
import dev.upq.type.PgType;
import dev.upq.type.PgTypeRegistry;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which types Parse names for parameters, by what they are given. Stateless.
 *
 * <p>The server infers the type of a parameter from where it stands, and that is what counts. Its
 * Java class decides in two cases only:
 *
 * <ul>
 *   <li>the server has found nothing that speaks for a type, and says {@code text}, while the value
 *       is no text: {@code select $1} with an Integer;
 *   <li>the server refuses the text because it cannot tell: {@code select pg_typeof($1)}.
 * </ul>
 *
 * <p>Which class is which type the registry of types says ({@link PgTypeRegistry#oidFor}). A list
 * is an array of what its first element is that is not null.
 *
 * @see <a href="https://www.postgresql.org/docs/18/typeconv.html">Type Conversion</a>
 */
final class ArgumentTypes {

  private static final int TEXT = 25;
  private static final List<Integer> NONE = List.of();

  private static final String INDETERMINATE_DATATYPE = "42P18";

  /** More than one function or operator would do; or it depends on the type what it returns. */
  private static final Set<String> AMBIGUOUS = Set.of("42725", "42804");

  private ArgumentTypes() {}

  /**
   * The types to be named instead of {@code text} that was guessed, with those that are named
   * already, in the order of the parameters and 0 for the others; empty where no guess is to be
   * made better.
   *
   * <p>None in a text that may assign: where a column is text, the server does not guess.
   */
  static List<Integer> better(
      PreparedStatement described, @Nullable Object[] arguments, PgTypeRegistry types) {
    List<PgType> parameters = described.parameters();
    int count = Math.min(parameters.size(), arguments.length);
    for (int i = 0; i < count; i++) {
      Object argument = arguments[i];
      if (argument != null && parameters.get(i).oid() == TEXT && !isText(argument)) {
        return described.text().assigns() ? NONE : better(described, arguments, types, count);
      }
    }
    return NONE;
  }

  private static List<Integer> better(
      PreparedStatement described, @Nullable Object[] arguments, PgTypeRegistry types, int count) {
    List<Integer> oids = new ArrayList<>(count);
    boolean any = false;
    for (int i = 0; i < count; i++) {
      Object argument = arguments[i];
      boolean guess =
          argument != null && described.parameters().get(i).oid() == TEXT && !isText(argument);
      int oid = guess ? oid(Objects.requireNonNull(argument), types) : 0;
      any |= oid != 0 && oid != TEXT;
      oids.add(oid == 0 ? described.text().namedType(i) : oid);
    }
    return any ? oids : NONE;
  }

  /** Written as text wherever the server takes text. */
  private static boolean isText(Object argument) {
    return argument instanceof CharSequence
        || argument instanceof Character
        || argument instanceof Enum<?>;
  }

  /** The types to be named where the server has said that it cannot tell; empty where none is. */
  static List<Integer> told(Undetermined open, @Nullable Object[] arguments, PgTypeRegistry types) {
    if (open.isNone()) {
      return NONE;
    }
    List<Integer> oids = new ArrayList<>(arguments.length);
    boolean any = false;
    for (int i = 0; i < arguments.length; i++) {
      Object argument = arguments[i];
      boolean itself = open.numbers().contains(i + 1);
      boolean text = argument == null || isText(argument);
      int oid = 0;
      if (text && itself) {
        oid = TEXT;
      } else if (argument != null && !text && (itself || open.ambiguous())) {
        oid = oid(argument, types);
      }
      any |= oid != 0;
      oids.add(oid);
    }
    return any ? oids : NONE;
  }

  /** What is known after a refusal; the same as before where it speaks of something else. */
  static Undetermined after(PgServerException refusal, Undetermined before) {
    String code = refusal.sqlState().code();
    if (AMBIGUOUS.contains(code)) {
      return before.withAmbiguous();
    }
    if (!code.equals(INDETERMINATE_DATATYPE)) {
      return before;
    }
    int number = number(refusal.diagnostic().message());
    return number == 0 ? before.withAmbiguous() : before.with(number);
  }

  /** The number behind the first {@code $}, which a message has in any language; 0 for none. */
  private static int number(String message) {
    int at = message.indexOf('$') + 1;
    int number = 0;
    while (at > 0 && at < message.length() && number < 100_000) {
      int digit = message.charAt(at++) - '0';
      if (digit < 0 || digit > 9) {
        break;
      }
      number = 10 * number + digit;
    }
    return number;
  }

  private static int oid(Object argument, PgTypeRegistry types) {
    if (argument instanceof Collection<?> list) {
      for (Object element : list) {
        if (element != null) {
          OptionalInt oid = types.oidFor(element.getClass());
          return oid.isPresent() ? types.type(oid.getAsInt()).arrayOid() : 0;
        }
      }
      return 0;
    }
    return types.oidFor(argument.getClass()).orElse(0);
  }
}
