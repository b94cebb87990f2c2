// SPDX-License-Identifier: Apache-2.0
package dev.upq.proof.mutants;

import static org.junit.platform.engine.discovery.DiscoverySelectors.selectIteration;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectMethod;

import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.platform.engine.DiscoverySelector;

/**
 * A test method that has to fail on a mutant. Immutable.
 *
 * @param type the full name of its class
 * @param method its name
 * @param only where it has parameters: the one case that is enough, by its text
 * @param properties system properties that keep it short
 */
record Killer(String type, String method, Optional<String> only, Map<String, String> properties) {

  Killer {
    properties = Map.copyOf(properties);
  }

  static Killer of(String type, String method) {
    return new Killer(type, method, Optional.empty(), Map.of());
  }

  /** Of a test with parameters from a method of its own class, the case of that text alone. */
  Killer only(String text) {
    return new Killer(type, method, Optional.of(text), properties);
  }

  Killer with(String property, String value) {
    return new Killer(type, method, only, Map.of(property, value));
  }

  /** What the launcher has to run, of the classes that the loader gives. */
  DiscoverySelector selector(ClassLoader loader) throws ReflectiveOperationException {
    Class<?> suite = Class.forName(type, false, loader);
    Method test =
        Arrays.stream(suite.getDeclaredMethods())
            .filter(each -> each.getName().equals(method))
            .findFirst()
            .orElseThrow(() -> new AssertionError(type + " has no test " + method));
    DiscoverySelector whole = selectMethod(suite, test);
    return only.isEmpty() ? whole : selectIteration(whole, index(suite, test, only.get()));
  }

  private static int index(Class<?> suite, Method test, String wanted)
      throws ReflectiveOperationException {
    Method source = suite.getDeclaredMethod(test.getAnnotation(MethodSource.class).value()[0]);
    source.setAccessible(true);
    Object cases = source.invoke(null);
    List<String> names =
        (cases instanceof Stream<?> stream ? stream : ((List<?>) cases).stream())
            .map(String::valueOf)
            .toList();
    if (!names.contains(wanted)) {
      throw new AssertionError(test + " has no case '" + wanted + "', only " + names);
    }
    return names.indexOf(wanted);
  }

  @Override
  public String toString() {
    String suite = type.substring(type.lastIndexOf('.') + 1);
    return suite + "." + method + only.map(each -> " [" + each + "]").orElse("");
  }
}
