// SPDX-License-Identifier: Apache-2.0
package dev.upq.mapping;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Leaves a component out, in both directions: no column feeds it and none takes it. A record that
 * is made of a row has nothing there: zero, false, empty or null.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
public @interface Ignore {}
