// SPDX-License-Identifier: Apache-2.0
package dev.upq.connection;

import dev.upq.catalogue.SessionTypes;
import dev.upq.channel.Channel;
import dev.upq.statement.HeldStatements;
import dev.upq.statement.PreparedStatementRegistry;
import dev.upq.statement.RegisteredStatement;
import dev.upq.statement.SchemaChange;
import dev.upq.wire.TransactionStatus;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * The changes of the schema that one session makes. For the thread whose turn it is on the
 * connection; any number of threads outside a transaction, where only what has ended is told.
 *
 * <p>Outside a transaction a change is everybody's at once. While one is open, it is seen by this
 * session alone: the texts that it concerns have entries here, which nobody else finds, and the
 * registry is told at the end, however the transaction ends. Where that end is not seen (the
 * connection is lost at COMMIT), the others heal.
 */
final class SchemaWatch {

  /** After these (to a savepoint, another search_path) the session may see something else. */
  private static final Set<String> MOVING = Set.of("ROLLBACK", "SET", "RESET");

  private final PreparedStatementRegistry registry;
  private final HeldStatements held;
  private final Channel channel;
  private final SessionTypes types;
  private final AtomicReference<@Nullable Uncommitted> uncommitted = new AtomicReference<>();
  // Of the thread whose turn it is.
  private final Set<String> temporary = new HashSet<>();

  /** What an open transaction has changed, and the texts as its session sees them. */
  private static final class Uncommitted {
    final SchemaChange change;
    final Map<String, RegisteredStatement> texts = new HashMap<>();

    Uncommitted(SchemaChange change) {
      this.change = change;
    }
  }

  SchemaWatch(
      PreparedStatementRegistry registry,
      HeldStatements held,
      Channel channel,
      SessionTypes types) {
    this.registry = registry;
    this.held = held;
    this.channel = channel;
    this.types = types;
  }

  /** The session's own entry of a text; null where it has none, as nearly always. */
  @Nullable RegisteredStatement apart(String sql) {
    Uncommitted its = uncommitted.get();
    if (its == null || mayHaveEnded() || !its.change.concerns(sql)) {
      return null;
    }
    return its.texts.computeIfAbsent(sql, registry::apart);
  }

  /** A statement has changed the schema. */
  void changed(SchemaChange told) {
    SchemaChange change = told.without(temporary);
    temporary.removeAll(told.names());
    temporary.addAll(told.temporary());
    if (change.isEmpty()) {
      return;
    }
    types.changed(change);
    if (channel.status() == TransactionStatus.IDLE) {
      registry.changed(change);
      return;
    }
    Uncommitted before = uncommitted.get();
    uncommitted.set(new Uncommitted(before == null ? change : before.change.and(change)));
    if (before != null) {
      forget(before);
    }
  }

  /** Sees by the command tag that the session's view has changed otherwise. */
  void noted(String commandTag) {
    if (!temporary.isEmpty() && commandTag.startsWith("DISCARD ")) {
      temporary.clear();
    }
    Uncommitted its = uncommitted.get();
    if (its != null && MOVING.contains(commandTag)) {
      forget(its);
    }
  }

  /** Tells the registry once the transaction has ended; returns whether it has. */
  boolean mayHaveEnded() {
    if (uncommitted.get() == null || channel.status() != TransactionStatus.IDLE) {
      return false;
    }
    Uncommitted ended = uncommitted.getAndSet(null);
    if (ended != null) {
      forget(ended);
      types.changed(ended.change);
      registry.changed(ended.change);
    }
    return true;
  }

  private void forget(Uncommitted its) {
    its.texts.values().forEach(text -> text.namings().forEach(held::forget));
    its.texts.clear();
  }
}
