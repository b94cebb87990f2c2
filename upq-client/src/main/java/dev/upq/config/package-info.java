// SPDX-License-Identifier: Apache-2.0
/**
 * What a connection is to be: {@link dev.upq.config.PgConfig}, made from a URI, a key=value string,
 * the PG* environment variables, the service file and the password file, with libpq's names and
 * meaning. Unknown keys are refused by name. Everything is immutable; no {@code toString} and no
 * exception shows a password.
 */
@NullMarked
package dev.upq.config;

import org.jspecify.annotations.NullMarked;
