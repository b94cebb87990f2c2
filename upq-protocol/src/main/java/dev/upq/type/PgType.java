// SPDX-License-Identifier: Apache-2.0
package dev.upq.type;

/**
 * A PostgreSQL type and the codec that serves it. Immutable.
 *
 * @param oid the row of {@code pg_type}, unsigned
 * @param name {@code typname}: {@code int4}, and {@code _int4} for its array
 * @param codec reads and writes it
 * @param elementOid the type of the elements where this is an array, otherwise 0
 * @param arrayOid the array of this type, 0 where there is none or none is known
 */
public record PgType(int oid, String name, Codec<?> codec, int elementOid, int arrayOid) {

  /** A type with an array of it. */
  public static PgType scalar(int oid, String name, Codec<?> codec, int arrayOid) {
    return new PgType(oid, name, codec, 0, arrayOid);
  }

  /** True where values travel in binary; false where text is asked for and sent. */
  public boolean binary() {
    return codec.binary();
  }

  /** True for an array. */
  public boolean isArray() {
    return elementOid != 0;
  }

  PgType with(Codec<?> other) {
    return new PgType(oid, name, other, elementOid, arrayOid);
  }
}
