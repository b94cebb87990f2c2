// SPDX-License-Identifier: Apache-2.0
/**
 * The types that a database has of its own: asked for when they are met, remembered for the
 * process, and asked for anew where something speaks against what is remembered.
 *
 * <p>{@link dev.upq.catalogue.Catalogue} belongs to a runtime, {@link
 * dev.upq.catalogue.SessionTypes} to a connection.
 */
@NullMarked
package dev.upq.catalogue;

import org.jspecify.annotations.NullMarked;
