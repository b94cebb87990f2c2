// SPDX-License-Identifier: Apache-2.0
package dev.upq.mapping;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * What a constant of an enum, or a record of a sealed interface with a {@link Discriminator}, is
 * called in the database.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.FIELD, ElementType.TYPE})
public @interface Label {
  String value();
}
