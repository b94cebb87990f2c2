// SPDX-License-Identifier: Apache-2.0
package dev.upq.jackson;

import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.cfg.MapperConfig;
import tools.jackson.databind.introspect.AnnotatedMember;
import tools.jackson.databind.introspect.AnnotatedParameter;
import tools.jackson.databind.introspect.JacksonAnnotationIntrospector;

/**
 * What a constructor takes must be in the document, unless it is an {@code Optional} or annotated
 * as not required. Immutable.
 */
final class RequiredComponents extends JacksonAnnotationIntrospector {

  private static final long serialVersionUID = 1L;

  private static final Set<Class<?>> MAY_BE_ABSENT =
      Set.of(Optional.class, OptionalInt.class, OptionalLong.class, OptionalDouble.class);

  @Override
  public @Nullable Boolean hasRequiredMarker(MapperConfig<?> config, AnnotatedMember member) {
    Boolean said = super.hasRequiredMarker(config, member);
    if (said != null || !(member instanceof AnnotatedParameter)) {
      return said;
    }
    return !MAY_BE_ABSENT.contains(member.getRawType());
  }
}
