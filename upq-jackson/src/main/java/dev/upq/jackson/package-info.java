// SPDX-License-Identifier: Apache-2.0
/**
 * json and jsonb as Java objects, through Jackson 3. A class that stands for whole documents is put
 * down once, in the registry of types that connections are made with:
 *
 * <pre>{@code
 * PgTypeRegistry.Builder types = BuiltinTypes.registry().toBuilder().providers();
 * PgJson.of(Address.class).register(types);
 * PgJson.of(Settings.class).lenient().register(types);
 * }</pre>
 *
 * <p>From then on {@code Address} is read from a column and written as a parameter like any other
 * value, also as {@code List<Address>} where the document is an array, as {@code
 * Optional<Address>}, and as element of {@code jsonb[]}. What is not known by one class, {@code
 * Map<String, List<Address>>} for example, is read and written through {@link
 * dev.upq.jackson.PgJson}.
 *
 * <p>A package of a named module that holds such classes has to be opened to {@code
 * tools.jackson.databind}.
 */
@NullMarked
package dev.upq.jackson;

import org.jspecify.annotations.NullMarked;
