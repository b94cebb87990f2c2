// SPDX-License-Identifier: Apache-2.0
package dev.upq.codec;

import dev.upq.type.Codec;
import dev.upq.type.PgTypeRegistry;

/** Makes the codecs of the built-in types that few programs use. Immutable: it has no state. */
final class RareTypes {

  private RareTypes() {}

  static Codec<?> codec(int oid, String name, PgTypeRegistry types) {
    return switch (oid) {
      case 22 -> new NumberVectorCodec(name, 21, 2); // int2vector
      case 24 -> new RegCodec(name); // regproc
      case 27 -> new TidCodec(); // tid
      case 30 -> new NumberVectorCodec(name, 26, 4); // oidvector
      case 600 -> new GeometryCodec.OfPoint(); // point
      case 601 -> new GeometryCodec.OfSegment(); // lseg
      case 602 -> new GeometryCodec.OfPath(); // path
      case 603 -> new GeometryCodec.OfBox(); // box
      case 604 -> new GeometryCodec.OfPolygon(); // polygon
      case 628 -> new GeometryCodec.OfLine(); // line
      case 650 -> new InetCodec(name, true); // cidr
      case 718 -> new GeometryCodec.OfCircle(); // circle
      case 774 -> new MacAddressCodec(name, 8); // macaddr8
      case 790 -> new MoneyCodec(); // money
      case 829 -> new MacAddressCodec(name, 6); // macaddr
      case 869 -> new InetCodec(name, false); // inet
      case 1560 -> new BitCodec(name); // bit
      case 1562 -> new BitCodec(name); // varbit
      case 2202 -> new RegCodec(name); // regprocedure
      case 2203 -> new RegCodec(name); // regoper
      case 2204 -> new RegCodec(name); // regoperator
      case 2205 -> new RegCodec(name); // regclass
      case 2206 -> new RegCodec(name); // regtype
      case 2249 -> new RecordCodec(types); // record
      case 2277 -> new AnyArrayCodec(name, types); // anyarray
      case 2970 -> new SnapshotCodec(name); // txid_snapshot
      case 3220 -> new LsnCodec(); // pg_lsn
      case 3614 -> new TsVectorCodec(); // tsvector
      case 3615 -> new TsQueryCodec(); // tsquery
      case 3734 -> new RegCodec(name); // regconfig
      case 3769 -> new RegCodec(name); // regdictionary
      case 3904 -> new RangeCodec(name, 23, types); // int4range
      case 3906 -> new RangeCodec(name, 1700, types); // numrange
      case 3908 -> new RangeCodec(name, 1114, types); // tsrange
      case 3910 -> new RangeCodec(name, 1184, types); // tstzrange
      case 3912 -> new RangeCodec(name, 1082, types); // daterange
      case 3926 -> new RangeCodec(name, 20, types); // int8range
      case 4089 -> new RegCodec(name); // regnamespace
      case 4096 -> new RegCodec(name); // regrole
      case 4191 -> new RegCodec(name); // regcollation
      case 4451 -> new MultirangeCodec(name, 3904, types); // int4multirange
      case 4532 -> new MultirangeCodec(name, 3906, types); // nummultirange
      case 4533 -> new MultirangeCodec(name, 3908, types); // tsmultirange
      case 4534 -> new MultirangeCodec(name, 3910, types); // tstzmultirange
      case 4535 -> new MultirangeCodec(name, 3912, types); // datemultirange
      case 4536 -> new MultirangeCodec(name, 3926, types); // int8multirange
      case 5038 -> new SnapshotCodec(name); // pg_snapshot
      case 5069 -> new Xid8Codec(); // xid8
      case 5078 -> new AnyArrayCodec(name, types); // anycompatiblearray
      default -> throw new IllegalArgumentException("no rare type has the oid " + oid);
    };
  }
}
