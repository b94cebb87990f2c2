// SPDX-License-Identifier: Apache-2.0
/**
 * Pictures of a model: {@link dev.upq.introspect.diagram.SchemaDiagram} draws its tables and their
 * foreign keys as SVG, or writes them as a diagram of Mermaid.
 *
 * <p>The layout is layered: what is referenced stands left of what references it. Its steps are a
 * file each, in this order: {@code Subject} (what is drawn), {@code Ranks} (which layer), {@code
 * Crossings} (which order within a layer), {@code Heights} (how high each stands), {@code Island}
 * (one connected part, placed), {@code Shelves} (the parts beside each other), {@code SvgText}. The
 * same model gives the same picture, byte for byte.
 *
 * <p>It stands on the model alone, and asks no server. All of it is one thread's work; results are
 * immutable.
 */
@NullMarked
package dev.upq.introspect.diagram;

import org.jspecify.annotations.NullMarked;
