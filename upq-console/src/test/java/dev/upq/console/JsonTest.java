// SPDX-License-Identifier: Apache-2.0
package dev.upq.console;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** One thread. */
final class JsonTest {

  @Test
  void commasStandBetweenAndNowhereElse() {
    Json json = new Json().object().name("a").array().value(1).value(2.5).array().endArray();
    json.value(true).nothing().endArray().field("b", "x").name("c").object().endObject();
    assertThat(json.endObject()).hasToString("{\"a\":[1,2.5,[],true,null],\"b\":\"x\",\"c\":{}}");
  }

  @Test
  void nothingInATextCanEndAScriptAnEventOrTheTextItself() {
    assertThat(new Json().value("</script>&\"\\\n\r\u2028\u0000"))
        .hasToString("\"\\u003c/script\\u003e\\u0026\\\"\\\\\\u000a\\u000d\\u2028\\u0000\"");
  }

  @Test
  void aLoneSurrogateIsReplacedAndAPairIsNot() {
    assertThat(new Json().value("a\ud83d\ude00b\ud83dc\ude00"))
        .hasToString("\"a\ud83d\ude00b\ufffdc\ufffd\"");
  }

  @Test
  void whatIsNoNumberIsNull() {
    Json json = new Json().array().value(Double.NaN).value(Double.POSITIVE_INFINITY);
    assertThat(json.value(3.0).value(0.123456).value(1e300).value(Long.MIN_VALUE).endArray())
        .hasToString("[null,null,3,0.1235,1.0E300,-9223372036854775808]");
  }
}
