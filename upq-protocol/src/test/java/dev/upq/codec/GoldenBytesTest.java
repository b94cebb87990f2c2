// SPDX-License-Identifier: Apache-2.0
package dev.upq.codec;

import static org.assertj.core.api.Assertions.assertThat;

import dev.upq.bytes.ByteReader;
import dev.upq.type.Codec;
import dev.upq.type.PgArray;
import java.math.BigDecimal;
import java.util.HexFormat;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The bytes that PostgreSQL 18.1 sends for values whose text form stands beside them. */
class GoldenBytesTest {

  private static final String GOLDEN =
      """
      bool|t|01
      bool|f|00
      int2|-2|fffe
      int4|2147483647|7fffffff
      int8|-9223372036854775808|8000000000000000
      oid|4294967295|ffffffff
      float4|0.1|3dcccccd
      float8|-0|8000000000000000
      float8|5e-324|0000000000000001
      float8|NaN|7ff8000000000000
      float4|-Infinity|ff800000
      numeric|0|0000000000000000
      numeric|0.00|0000000000000002
      numeric|1.10|0002000000000002000103e8
      numeric|-12345.678|0003000140000003000109291a7c
      numeric|1e-20|0001fffb000000140001
      numeric|100000000|00010002000000000001
      numeric|99999999999999999999.99|0006000400000002270f270f270f270f270f26ac
      numeric|0.0001|0001ffff000000040001
      numeric|10000|00010001000000000001
      numeric|NaN|00000000c0000000
      text|é€|c3a9e282ac
      bpchar|`a  `|612020
      name|n|6e
      char|a|61
      char|``|00
      char|\\377|ff
      json|{"a" :1}|7b226122203a317d
      jsonb|{"a": 1}|017b2261223a20317d
      bytea|\\x|``
      bytea|\\x00ff|00ff
      bytea|\\000\\377|00ff
      uuid|550e8400-e29b-41d4-a716-446655440000|550e8400e29b41d4a716446655440000
      date|2000-01-01|00000000
      date|1999-12-31|ffffffff
      date|4713-01-01 BC|ffda97cd
      date|5874897-12-31|7fda970c
      date|infinity|7fffffff
      date|-infinity|80000000
      date|0005-02-29 BC|fff4d511
      date|0001-12-31 BC|fff4dbf8
      time|00:00:00|0000000000000000
      time|23:59:59.999999|000000141dd75fff
      time|24:00:00|000000141dd76000
      timetz|00:00:00+15:59:59|0000000000000000ffff1f01
      timetz|24:00:00-02|000000141dd7600000001c20
      timetz|04:05:06.7+05:30|000000036c966ee0ffffb2a8
      timestamp|2000-01-01 00:00:00|0000000000000000
      timestamp|1999-12-31 23:59:59.999999|ffffffffffffffff
      timestamp|4713-01-01 00:00:00 BC|fd0f7fbdaf17e000
      timestamp|294276-12-31 23:59:59.999999|7fffff5bb3b29fff
      timestamp|infinity|7fffffffffffffff
      timestamp|-infinity|8000000000000000
      timestamptz|2024-02-29 12:34:56.789+05:30|0002b57ea5468008
      timestamptz|4713-01-01 00:00:00+00 BC|fd0f7fbdaf17e000
      timestamptz|294276-12-31 23:59:59.999999+00|7fffff5bb3b29fff
      timestamptz|-infinity|8000000000000000
      interval|00:00:00|00000000000000000000000000000000
      interval|1 year 2 mons 3 days 04:05:06.789|000000036c97ca88000000030000000e
      interval|-1 years -2 mons +3 days -04:05:06|fffffffc93743f8000000003fffffff2
      interval|infinity|7fffffffffffffff7fffffff7fffffff
      interval|-infinity|80000000000000008000000080000000
      interval|-1 mons|000000000000000000000000ffffffff
      interval|1 day -00:00:01|fffffffffff0bdc00000000100000000
      int4[]|{}|000000000000000000000017
      int4[]|{1,NULL}|00000001000000010000001700000002000000010000000400000001ffffffff
      int4[]|[-1:0]={1,2}|00000001000000000000001700000002ffffffff00000004000000010000000400000002
      int4[]|{{{1},{2}},{{3},{4}}}|0000000300000000000000170000000200000001000000020000000100000001000000010000000400000001000000040000000200000004000000030000000400000004
      text[]|{NULL,"NULL","a\\"b","{}",","}|0000000100000001000000190000000500000001ffffffff000000044e554c4c00000003612262000000027b7d000000012c
      tid|(4294967295,65535)|ffffffffffff
      xid8|18446744073709551615|ffffffffffffffff
      pg_lsn|16/B374D848|00000016b374d848
      pg_lsn|0/0|0000000000000000
      money|-$92,233,720,368,547,758.08|8000000000000000
      money|$0.05|0000000000000005
      money|$1,234.50|000000000001e23a
      bit|101|00000003a0
      varbit|``|00000000
      varbit|110011001|00000009cc80
      macaddr|08:00:2b:01:02:03|08002b010203
      macaddr8|08:00:2b:01:02:03:04:ff|08002b01020304ff
      inet|192.168.0.1|02200004c0a80001
      inet|10.0.0.0/8|020800040a000000
      inet|::|0380001000000000000000000000000000000000
      inet|::1|0380001000000000000000000000000000000001
      inet|::ffff:1.2.3.4|0380001000000000000000000000ffff01020304
      inet|::1.2.3.4/96|0360001000000000000000000000000001020304
      inet|2001:db8::1:0:0:1/64|0340001020010db8000000000001000000000001
      cidr|192.168.0.0/24|02180104c0a80000
      cidr|::/0|0300011000000000000000000000000000000000
      int2vector|-1 2|000000010000000000000015000000020000000000000002ffff000000020002
      oidvector|4294967295|00000001000000000000001a000000010000000000000004ffffffff
      pg_snapshot|10:20:10,14,15|00000003000000000000000a0000000000000014000000000000000a000000000000000e000000000000000f
      txid_snapshot|1:1:|0000000000000000000000010000000000000001
      jsonpath|$."a"[*]|01242e2261225b2a5d
      xml|<a/>|3c612f3e
      regclass|4294967295|ffffffff
      regoper|0|00000000
      regproc|-|00000000
      point|(0.1,-0)|3fb999999999999a8000000000000000
      line|{1,-1,NaN}|3ff0000000000000bff00000000000007ff8000000000000
      lseg|[(1,2),(3,4)]|3ff0000000000000400000000000000040080000000000004010000000000000
      box|(3,4),(1,2)|400800000000000040100000000000003ff00000000000004000000000000000
      path|((1,2),(3,4))|01000000023ff0000000000000400000000000000040080000000000004010000000000000
      path|[(1,2)]|00000000013ff00000000000004000000000000000
      polygon|((1,2),(3,4))|000000023ff0000000000000400000000000000040080000000000004010000000000000
      circle|<(1,2),Infinity>|3ff000000000000040000000000000007ff0000000000000
      tsvector|'a' 'fat':2,4A 'it''s':16383B|00000003610000006661740000020002c00469742773000001bfff
      tsquery|`'fat':*AB & !( 'rat' | 'c\\\\d' )`|00000006020202010203010000635c640001000072617400010c0166617400
      tsquery|'a' <-> ( 'b' <2> 'c' )|000000050204000102040002010000630001000062000100006100
      int4range|empty|01
      int4range|[1,6)|0200000004000000010000000400000006
      int4range|(,)|18
      numrange|(1.10,2]|040000000c0002000000000002000103e80000000a00010000000000000002
      tsrange|["2024-02-29 00:00:00",infinity]|06000000080002b578b58c6000000000087fffffffffffffff
      tstzrange|[-infinity,"2024-02-29 12:00:00+00")|02000000088000000000000000000000080002b582c4781000
      daterange|[2024-02-29,)|120000000400002279
      int8range|(,7)|08000000080000000000000007
      int4multirange|{}|00000000
      int4multirange|{[1,3),[5,)}|0000000200000011020000000400000001000000040000000300000009120000000400000005
      datemultirange|{(,2024-02-29)}|0000000100000009080000000400002279
      tstzmultirange|{["2024-02-29 12:00:00+00","2024-02-29 13:00:00+00"]}|000000010000001906000000080002b582c4781000000000080002b5839b0bb400
      box[]|{(3,4),(1,2);(0,0),(0,0)}|00000001000000000000025b000000020000000100000020400800000000000040100000000000003ff00000000000004000000000000000000000200000000000000000000000000000000000000000000000000000000000000000
      int4range[]|{"[1,6)",empty,NULL}|000000010000000100000f4000000003000000010000001102000000040000000100000004000000060000000101ffffffff
      tsquery[]|{"'a' & 'b'"}|000000010000000000000e1f00000001000000010000001000000003020201000062000100006100
      """;

  @ParameterizedTest(name = "{0} {1}")
  @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = GOLDEN)
  void textAndBytesAreOneValueAndItIsWrittenAsTheServerWritesIt(
      String type, String text, String hex) {
    Codec<?> codec = BuiltinTypes.registry().byName(type).orElseThrow().codec();
    byte[] bytes = HexFormat.of().parseHex(hex);
    Object fromText = text.equals("1e-20") ? new BigDecimal("1e-20") : natural(codec, text);
    Object fromBytes = codec.decodeAs(new ByteReader(bytes), natural(codec));
    assertThat(RandomValues.same(fromText, fromBytes)).as("%s, %s", fromText, fromBytes).isTrue();
    assertThat(RoundTripTest.encode(codec, fromText)).isEqualTo(bytes);
    if (UserValues.writtenFromText(codec)) {
      assertThat(codec.decodeAs(new ByteReader(bytes), String.class)).isEqualTo(text);
    }
  }

  private static Object natural(Codec<?> codec, String text) {
    return codec.decodeTextAs(text, natural(codec));
  }

  private static Class<?> natural(Codec<?> codec) {
    return codec instanceof ArrayCodec ? PgArray.class : Object.class;
  }
}
