// SPDX-License-Identifier: Apache-2.0
package dev.upq.auth;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.MessageDigest;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Compares with verifiers that PostgreSQL 18.1 itself made by {@code ALTER ROLE ... PASSWORD}, with
 * {@code scram_iterations = 1}: salt and StoredKey out of {@code pg_authid.rolpassword}.
 */
final class PasswordVerifierTest {

  private record Verifier(String name, String password, String salt, String storedKey) {
    @Override
    public String toString() {
      return name;
    }
  }

  private static Verifier verifier(String name, String password, String salt, String storedKey) {
    return new Verifier(name, password, salt, storedKey);
  }

  private static final List<Verifier> VERIFIERS =
      List.of(
          verifier(
              "ascii",
              "pencil",
              "mrE83xF36ge75FP9s49inQ==",
              "olr7OZA4lvcJ2gvm6oH402b59zklhFaeVNsUT8SougI="),
          verifier(
              "one space",
              " ",
              "LV0BlIAFBcx/+oIcxI0CBw==",
              "uRwLjjY9AcBp10+u4RogUaxYFHoorxQnXFlZJJKYqYE="),
          verifier(
              "control characters of ASCII stay",
              "a\u0001\u007fb",
              "8ze3r1j7472vEf3Nnq1niQ==",
              "3c9/9IlgWWKx+uy9k/CEBL7YAaEWqn48FYXhvpqCsvg="),
          verifier(
              "a comma and an equals sign",
              "p,=w",
              "i+RyFIXNEZAhd0SZCWzfzA==",
              "uifFhp4ykP7VRm+OqLKk0VkGbpClqED1CDvZ/as23XE="),
          verifier(
              "accent composed",
              "caf\u00e9",
              "fjArvMYu/OuTYmL7G94BGQ==",
              "Bdh1l8MR3NjjySSvxl2D9pIin9D43lm9+DO6vey+nnc="),
          verifier(
              "accent decomposed",
              "cafe\u0301",
              "MH3z1MGHD49TxqRnZ+wtZw==",
              "JfAvYJmOotGc3bfkkjU2VAsJcBDS69PdN7DWW6xNorU="),
          verifier(
              "soft hyphen vanishes",
              "I\u00adX",
              "tSJJWYHR5ZZoh51ucXiIkg==",
              "q0g45Ic8ZrhrR2jv7LMhqnCc4utJxiubHAGA1Jg9hC4="),
          verifier(
              "only a soft hyphen",
              "\u00ad",
              "z1j4n1BEk/SkE1nBlSBe0w==",
              "DblGWRhpWjx6UGe+j7ymAFip1Zx01f/6dE7b+tFn+Io="),
          verifier(
              "ordinal indicator",
              "\u00aa",
              "dUBm0pVjIUam7/Tr2Muy2Q==",
              "FUU3QtuGpMGP8dnxgPJb/VnxM5t0EQqaEY9QhDmVV2U="),
          verifier(
              "roman numeral nine",
              "\u2168",
              "PHpgbZ5BH+6N6zH9S3BA9Q==",
              "xgc+tLZR5CMld4TNwod8KBLEYHLonmnUAgBlGRsRA64="),
          verifier(
              "no-break space",
              "a\u00a0b",
              "AfVQFHYwuBSFqXxn75ST3Q==",
              "DeDy8wKBMu7zvxVG35+kr4d2qd6bBNKPpVi7VQBHIts="),
          verifier(
              "zero width space is a space",
              "a\u200bb",
              "3PJ7uYUXE/3L5wvgC3ZL3Q==",
              "vdrLw05ZWb3z0irKK7S5LkM9vHM+g4Lo/HSNpsaNW/M="),
          verifier(
              "zero width joiner vanishes",
              "a\u200db",
              "Yy8JwVzMThg+CHW/TIOdtw==",
              "Hd6s07XI7w0GUH7i7EFleR2pY+Vc6VVS9uLEEhRC78w="),
          verifier(
              "ideographic space",
              "a\u3000b",
              "WgmpN/wuhMVaUq24KIftHg==",
              "Vmoru5q2Nmd8sE/abxjgwZG/oFwyucZy5G0NBGgdAIs="),
          verifier(
              "byte order mark vanishes",
              "\ufeffa\u00e9",
              "lPj4v2wF05PJZyNXeqyKEA==",
              "4OMuXVszkiytnHa/guaAlf0sdPhzVB2vVXGMDhasiRw="),
          verifier(
              "ligature",
              "\ufb01x",
              "TQIQzqBr3oOUp9c6ZjFUwA==",
              "3sf30Dbws6khUjmpVURNEmNW8lnFQ9/FaF/oC6ImXzI="),
          verifier(
              "hangul jamo compose",
              "\u1112\u1161\u11ab",
              "LuOdRvcW1WEYYxrkQrcmFA==",
              "7jz52BObr7/uI3itddIg5vJMXcJ/xzbJPH6m+7sEhcI="),
          verifier(
              "half width katakana",
              "\uff76\uff9e",
              "14zelFrbaVr37rpXcjvwsA==",
              "Mt64FDneSDBvFmrBAKSrt+jGGWTSFutcbo2hQhlaNw0="),
          verifier(
              "ohm sign",
              "\u2126",
              "EypueuNrj76MbAPKPwLUjw==",
              "TAmsjYZ9gu6BKa6OCeQvH6StLhz3CWBfqRfbioWW0Gg="),
          verifier(
              "not less than",
              "<\u0338\u00e9",
              "2qYHdgRk5Gb4rePPt2XuCg==",
              "svQd6c7nwOTMzesTp+9CjlAE4znDJpRizago2jCpX4k="),
          verifier(
              "private use",
              "\ue000x",
              "rrb2H9Fqzs/+eQm5AmeTlQ==",
              "WZZPY372Iid2yX2XfSZ9vk6bTQlp631dXUSGkKZCjTs="),
          verifier(
              "control of latin 1",
              "\u0085x",
              "mSujZ+nAbRci14rcebt9ZA==",
              "f5E97sQg7qEuLeFc4iEyaR+xHLo8vVVv+1GzQqip0BE="),
          verifier(
              "line separator",
              "a\u2028b",
              "jIFLQVqIrzBLN8d8KS8MpQ==",
              "WKyX5PhlU4eJclUzVUJb0AfeyP9buSV7/3agnd9dmxU="),
          verifier(
              "tone mark that RFC 3454 forbids",
              "a\u0340",
              "o0dUaC0Ze9O7mtRGiS92TQ==",
              "LXFOP5b5Srn4gYdGQ8nvotjlez/qSaYSCIDxdV/3AVk="),
          verifier(
              "replacement character",
              "\ufffd",
              "tS/324R3d7Ys1/5u2Wf3fA==",
              "xA/69xhCGslSSkd07YPp0B9weBnqsuYCvguMTyjwZb0="),
          verifier(
              "tag character",
              "\udb40\udc41x",
              "RwAO8TRDslk0aF3buJlayQ==",
              "MCls1AFsooyAA6imkWuetQax5kySoO9HT7BPHFcMQtQ="),
          verifier(
              "noncharacter",
              "\ufffex",
              "jlUTeEzqf5WQjpmXUfaAWA==",
              "5axuPp+XR3ouhH5fDIhIhegWFOjZHDwmXr1vdG9GD7c="),
          verifier(
              "unassigned in Unicode 3.2",
              "\u0221",
              "xdgFokfWTlh9Z/mtsdqxTw==",
              "+j+GYFuC0oHrbZUxny2osCBqp0UzA1wBIidv3iYc6nU="),
          verifier(
              "emoji younger than Unicode 3.2",
              "\ud83d\ude00",
              "zLvcwzXTAT7CAIdn8qM4Vw==",
              "gKkN9HUTWwWHIHgOSpmi4qpFpbwjsVqfihIW65NeWZw="),
          verifier(
              "digamma younger than Unicode 3.2",
              "\ud835\udfca",
              "wcvUlLkPZq0a1sLCgiwyZQ==",
              "vhgvINKkhQiWBHx34uJlIqAMuVOo6G1GxKsG1UW7Cec="),
          verifier(
              "mathematical bold A",
              "\ud835\udc00",
              "W4weN4OhebWEJt7Aboe9yw==",
              "uzxQTb4grqWHSS/Co1nX951QCZZ4uUsyNFX3JKodn4k="),
          verifier(
              "compatibility ideograph of corrigendum 4",
              "\ud87e\udc68",
              "uDR+xAtwxA3fRftVmMUKhA==",
              "jo7ipA4kn1FttImtiB3IY/EkKIzbCyIfVZYTbhM/m2c="),
          verifier(
              "right to left alone",
              "\u0627\u0644\u0633",
              "WScJTMx6kQaW4zbYJBqHfQ==",
              "bw74ki68y66SaMMNvCg2CL+RyCMJiOfysDIsy7F9YQ8="),
          verifier(
              "right to left with a digit at its end",
              "\u06271",
              "VD1p7FyJausyYpsmXvga0Q==",
              "605Pa+s4NhT4PdAO+ISRI9xq9AV49bg3pcJU6/px/bY="),
          verifier(
              "right to left with a digit inside",
              "\u06271\u0628",
              "B8q4gYS9RCfFnM0UMh38BA==",
              "A7uuuM6LVyD7Dz+ob3lM9kbsM8WNhWjcHAv6wxRPonw="),
          verifier(
              "right to left with a Latin letter",
              "\u0627a\u0628",
              "Tm/HpS/HOF3hwAJ1WDLj/g==",
              "Q6x+ilB+zlgzmAvWb6nYjTLDizFtxuRL7TkTJzVbQYY="),
          verifier(
              "hebrew presentation form",
              "\ufb1d\u05d0",
              "LPm95xSYUrEcw5pT7m/RCQ==",
              "FCBIkHWeERGcwpjXHvINkrYyHGpAkVJ3/AlxFzgxfvU="),
          verifier(
              "right to left that begins with a space",
              "\u00a0\u05d0",
              "kN2qQEo1HU1k3iK4GMLfhQ==",
              "tgMZapuwrPzietxtGBbC7LNFxdySzarnbNtbSaBEAYw="),
          verifier(
              "a thousand characters",
              "\u00e9".repeat(1000),
              "mrTxfbLViJpgHaCJatoCjg==",
              "aRXclVVJfh4NnSYHLJ6PyPh5FjqmB6+pnRSx92D9LuY="));

  @ParameterizedTest(name = "A4: {0}")
  @MethodSource("verifiers")
  void thePasswordBecomesTheBytesThatTheServerHashed(Verifier verifier) throws Exception {
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(SaslPrep.passwordBytes(verifier.password), "HmacSHA256"));
    mac.update(Base64.getDecoder().decode(verifier.salt));
    byte[] salted = mac.doFinal(new byte[] {0, 0, 0, 1});
    mac.init(new SecretKeySpec(salted, "HmacSHA256"));
    byte[] clientKey = mac.doFinal(ScramServer.bytes("Client Key"));
    byte[] storedKey = MessageDigest.getInstance("SHA-256").digest(clientKey);
    assertThat(Base64.getEncoder().encodeToString(storedKey)).isEqualTo(verifier.storedKey);
  }

  static Stream<Verifier> verifiers() {
    return VERIFIERS.stream();
  }
}
