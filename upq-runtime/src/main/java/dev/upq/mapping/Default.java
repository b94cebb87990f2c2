// SPDX-License-Identifier: Apache-2.0
package dev.upq.mapping;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * What to take where there is nothing.
 *
 * <p>On a record component: its column may be missing or NULL, and it has this value then. On a
 * constant of an enum: labels that no constant has are read as this one.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.RECORD_COMPONENT, ElementType.FIELD})
public @interface Default {

  /**
   * The value as text, for numbers, booleans, characters, strings and enums. Without it: zero,
   * false, empty or null.
   */
  String value() default "\0";
}
