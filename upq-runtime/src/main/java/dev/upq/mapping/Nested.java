// SPDX-License-Identifier: Apache-2.0
package dev.upq.mapping;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Says of a component whose type is a record how its columns are called. Without it the prefix is
 * the component's name with an underscore: {@code address} is fed by {@code address_street} and
 * {@code address_city}.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
public @interface Nested {

  /** What its columns begin with; {@code ""} where they are called like its own components. */
  String prefix() default "\0";

  /**
   * The component of the nested record that tells whether there is one: it is absent exactly where
   * that one's column is NULL. Without it, a nested record is absent where all its columns are.
   */
  String key() default "";
}
