// SPDX-License-Identifier: Apache-2.0
package dev.upq.proof.sim;

import dev.upq.bytes.ByteReader;
import dev.upq.wire.Bind;
import dev.upq.wire.Close;
import dev.upq.wire.Describe;
import dev.upq.wire.Format;
import dev.upq.wire.NoData;
import dev.upq.wire.Octets;
import dev.upq.wire.ParameterDescription;
import dev.upq.wire.Parse;
import java.io.IOException;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The prepared statements and portals of a session. Confined to the session's thread. */
final class ModelStatements {

  private static final int INT8_OID = 20;
  private static final int INT8_BYTES = 8;

  private final Map<String, ModelSql> statements = new HashMap<>();
  private final Map<String, ModelPortal> portals = new HashMap<>();

  /** The names of the prepared statements, without the unnamed one. */
  Set<String> names() {
    Set<String> names = new TreeSet<>(statements.keySet());
    names.remove("");
    return Collections.unmodifiableSet(names);
  }

  void parse(Parse parse, boolean failed) throws ModelError {
    ModelSql sql = ModelSql.parse(parse.sql());
    if (sql.verb() == ModelSql.Verb.UNKNOWN || parse.sql().contains(";")) {
      throw ModelExecution.syntaxError(sql);
    }
    if (failed && !sql.verb().endsFailure()) {
      throw ModelExecution.failedTransaction();
    }
    for (int oid : parse.parameterTypes()) {
      if (oid != 0 && oid != INT8_OID) {
        throw new ModelError("42804", "the model takes int8 only, not type " + oid);
      }
    }
    if (!parse.statement().isEmpty() && statements.containsKey(parse.statement())) {
      throw new ModelError(
          "42P05", "prepared statement \"" + parse.statement() + "\" already exists");
    }
    statements.put(parse.statement(), sql);
  }

  void bind(Bind bind, boolean failed) throws ModelError {
    ModelSql sql = statement(bind.statement());
    if (failed && !sql.verb().endsFailure()) {
      throw ModelExecution.failedTransaction();
    }
    if (bind.values().size() != sql.parameters()) {
      throw new ModelError(
          "08P01",
          "bind message supplies "
              + bind.values().size()
              + " parameters, but prepared statement \""
              + bind.statement()
              + "\" requires "
              + sql.parameters());
    }
    if (!bind.portal().isEmpty() && portals.containsKey(bind.portal())) {
      throw new ModelError("42P03", "cursor \"" + bind.portal() + "\" already exists");
    }
    long nonce = sql.literalNonce().orElse(0);
    if (sql.parameters() > 0) {
      Format format =
          bind.parameterFormats().isEmpty() ? Format.TEXT : bind.parameterFormats().getFirst();
      nonce = int8(bind.values().getFirst(), format);
    }
    portals.put(bind.portal(), new ModelPortal(sql, nonce, bind.resultFormats()));
  }

  void describe(Describe describe, ModelWire wire) throws IOException, ModelError {
    switch (describe.target()) {
      case STATEMENT -> {
        ModelSql sql = statement(describe.name());
        wire.send(new ParameterDescription(Collections.nCopies(sql.parameters(), INT8_OID)));
        wire.send(sql.verb().described() ? ModelPortal.describe(sql) : new NoData());
      }
      case PORTAL -> {
        ModelPortal portal = portal(describe.name());
        wire.send(portal.sql().verb().described() ? portal.describe() : new NoData());
      }
    }
  }

  void close(Close close) {
    switch (close.target()) {
      case STATEMENT -> statements.remove(close.name());
      case PORTAL -> portals.remove(close.name());
    }
  }

  ModelPortal portal(String name) throws ModelError {
    ModelPortal portal = portals.get(name);
    if (portal == null) {
      throw new ModelError("34000", "portal \"" + name + "\" does not exist");
    }
    return portal;
  }

  /** A transaction, an implicit one too, has ended. */
  void dropPortals() {
    portals.clear();
  }

  /** DEALLOCATE or DISCARD ALL. */
  void dropStatements() {
    statements.clear();
  }

  private ModelSql statement(String name) throws ModelError {
    ModelSql sql = statements.get(name);
    if (sql == null) {
      throw new ModelError("26000", "prepared statement \"" + name + "\" does not exist");
    }
    return sql;
  }

  private static long int8(@Nullable Octets value, Format format) throws ModelError {
    if (value == null) {
      throw new ModelError("22004", "a nonce is never null");
    }
    ByteReader in = value.reader();
    if (format == Format.BINARY) {
      if (value.length() != INT8_BYTES) {
        throw new ModelError("22P03", "incorrect binary data format in bind parameter 1");
      }
      return in.int8();
    }
    try {
      return Long.parseLong(in.text());
    } catch (NumberFormatException e) {
      throw new ModelError("22P02", "invalid input syntax for type bigint");
    }
  }
}
