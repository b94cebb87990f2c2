// SPDX-License-Identifier: Apache-2.0
package dev.upq.codec;

import dev.upq.type.Codec;
import dev.upq.type.PgTypeRegistry;
import java.util.List;

/**
 * A domain: its values travel as those of the type beneath it, whatever that is; its constraints
 * are the server's. Immutable.
 */
final class DomainCodec extends Forwarding {

  private final String typeName;
  private final int baseOid;
  private final PgTypeRegistry types;

  DomainCodec(String typeName, int baseOid, PgTypeRegistry types) {
    this.typeName = typeName;
    this.baseOid = baseOid;
    this.types = types;
  }

  @Override
  Codec<?> target() {
    return types.type(baseOid).codec();
  }

  @Override
  public Codec<Object> boundTo(PgTypeRegistry types) {
    return new DomainCodec(typeName, baseOid, types);
  }

  @Override
  public List<Integer> parts() {
    return List.of(baseOid);
  }

  @Override
  public String typeName() {
    return typeName;
  }

  /** What separates the elements of an array of a domain is the domain's own, a comma. */
  @Override
  public char delimiter() {
    return ',';
  }
}
