// SPDX-License-Identifier: Apache-2.0
package dev.upq.mapping;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Names the column that tells which record of a sealed interface a row is: its value is the {@link
 * Label} of the record, or the record's simple name, also in snake_case.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
public @interface Discriminator {
  String value();
}
