// SPDX-License-Identifier: Apache-2.0
package dev.upq.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PasswordFileTest {

  @TempDir Path directory;

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          box:7:shop:ann:pw          | pw
          *:*:*:*:pw                 | pw
          box:*:shop:*:pw            | pw
          box:7:shop:ann:p\\:w\\\\d  | p:w\\d
          box:7:shop:ann:pw:rest     | pw
          box:7:shop:ann:p\\w        | pw
          b\\ox:7:shop:ann:pw        | pw
          box:7:shop:ann:            | ''
          box:7:shop:ann             | ''
          #box:7:shop:ann:pw         | ''
          box2:7:shop:ann:pw         | ''
          bo:7:shop:ann:pw           | ''
          box:8:shop:ann:pw          | ''
          box:7:shop2:ann:pw         | ''
          box:7:shop:bob:pw          | ''
          **:7:shop:ann:pw           | ''
          localhost:7:shop:ann:pw    | ''
          """)
  void aLineFitsOrDoesNot(String line, String password) {
    Around around = new Around(directory);
    around.file(".pgpass", line);
    PgConfig config = around.parse("host=box port=7 dbname=shop user=ann");
    assertThat(config.warnings()).isEmpty();
    assertThat(Around.password(config)).isEqualTo(password);
  }

  @Test
  void theFirstLineThatFitsCountsEvenIfItsPasswordIsEmpty() {
    Around around = new Around(directory);
    around.file(".pgpass", "", "# comment", "a:*:*:*:one", "*:*:*:*:two\r");
    assertThat(Around.password(around.parse("host=a"))).isEqualTo("one");
    assertThat(Around.password(around.parse("host=b"))).isEqualTo("two");
    around.file(".pgpass", "a:*:*:*:", "*:*:*:*:two");
    assertThat(Around.password(around.parse("host=a"))).isEmpty();
  }

  @Test
  void eachHostHasItsOwnPassword() {
    Around around = new Around(directory);
    around.file(
        ".pgpass", "a:1:*:*:one", "b:2:*:*:two", "10.0.0.3:*:*:*:three", "e\\:\\:1:*:*:*:e");
    PgConfig config = around.parse("host=a,b,,e::1 hostaddr=,,10.0.0.3, port=1,2,3,4");
    assertThat(config.hosts().stream().map(host -> passwordFor(config, host)).toList())
        .containsExactly("one", "two", "three", "e");
  }

  private static String passwordFor(PgConfig config, HostPort host) {
    return config
        .credentials()
        .password(host, config.database(), config.user())
        .map(Secret::reveal)
        .orElse("");
  }

  @Test
  void aDefaultSocketDirectoryIsCalledLocalhost() throws Exception {
    Around around = new Around(directory);
    around.file(".pgpass", "localhost:*:*:*:local", "/elsewhere:*:*:*:there", "*:*:*:*:other");
    Files.createFile(around.sockets.resolve(".s.PGSQL.5432"));
    assertThat(Around.password(around.parse(""))).isEqualTo("local");
    assertThat(Around.password(around.parse("host=" + around.sockets))).isEqualTo("local");
    assertThat(Around.password(around.parse("host=/elsewhere"))).isEqualTo("there");
    assertThat(Around.password(around.parse("host=/third"))).isEqualTo("other");
  }

  @Test
  void aFixedPasswordWinsAndAnEmptyOneDoesNot() {
    Around around = new Around(directory);
    around.file(".pgpass", "*:*:*:*:of-file");
    assertThat(Around.password(around.parse("password=fixed"))).isEqualTo("fixed");
    assertThat(Around.password(around.parse("password=''"))).isEqualTo("of-file");
    around.with("PGPASSWORD", "of-variable");
    assertThat(Around.password(around.parse(""))).isEqualTo("of-variable");
  }

  @Test
  void theFileMayBeNamed() {
    Around around = new Around(directory);
    around.file(".pgpass", "*:*:*:*:standard");
    around.with("PGPASSFILE", around.file("named", "*:*:*:*:variable").toString());
    assertThat(Around.password(around.parse(""))).isEqualTo("variable");
    Path other = around.file("other", "*:*:*:*:setting");
    assertThat(Around.password(around.parse("passfile=" + other))).isEqualTo("setting");
    assertThat(Around.password(around.parse("passfile=''"))).isEqualTo("standard");
    assertThat(Around.password(around.parse("passfile=/does/not/exist"))).isEmpty();
    assertThat(around.parse("passfile=/does/not/exist").warnings()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"rw-r-----", "rw----r--", "rw--w----", "rw-----w-", "rw---x---"})
  void aFileOpenToOthersIsIgnoredWithAWarning(String mode) {
    Around around = new Around(directory);
    Path file = around.fileOfMode(mode, ".pgpass", "*:*:*:*:pw");
    PgConfig config = around.parse("");
    assertThat(config.warnings())
        .containsExactly(
            "password file "
                + file
                + " is ignored: it can be read by group or others; set its mode to 0600");
    assertThat(Around.password(config)).isEmpty();
    assertThat(around.parse("password=x").warnings()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"rw-------", "r--------", "rwx------"})
  void aFileOfItsOwnerAloneIsRead(String mode) {
    Around around = new Around(directory);
    around.fileOfMode(mode, ".pgpass", "*:*:*:*:pw");
    assertThat(around.parse("").warnings()).isEmpty();
    assertThat(Around.password(around.parse(""))).isEqualTo("pw");
  }

  @Test
  void whatIsNotAPlainTextFileIsIgnoredWithAWarning() throws Exception {
    Around around = new Around(directory);
    Path file = around.file(".pgpass", "*:*:*:*:pw");
    Files.write(file, new byte[] {'*', ':', (byte) 0xff});
    assertThat(around.parse("").warnings()).singleElement().asString().endsWith("is not UTF-8");
    Files.delete(file);
    Files.createDirectory(file);
    assertThat(around.parse("").warnings()).singleElement().asString().endsWith("not a plain file");
    assertThat(Around.password(around.parse(""))).isEmpty();
  }

  @Test
  void theFileIsReadAnewAtEachConnect() {
    Around around = new Around(directory);
    around.file(".pgpass", "*:*:*:*:old");
    PgConfig config = around.parse("");
    assertThat(Around.password(config)).isEqualTo("old");
    around.file(".pgpass", "*:*:*:*:new");
    assertThat(Around.password(config)).isEqualTo("new");
  }

  @Test
  void aSupplierIsAskedEachTimeAndReplacesTheRest() {
    Around around = new Around(directory);
    int[] asked = {0};
    PgConfig config =
        around
            .parse("password=fixed host=box user=ann dbname=shop")
            .withCredentials(
                (host, database, user) ->
                    Optional.of(Secret.of(host + "/" + database + "/" + user + "/" + ++asked[0])));
    assertThat(Around.password(config)).isEqualTo("box:5432/shop/ann/1");
    assertThat(Around.password(config.with("pool_max", "2"))).isEqualTo("box:5432/shop/ann/2");
    assertThat(Around.password(config.withPassword(Secret.of("again")))).isEqualTo("again");
    assertThat(Around.password(config.with("password", "more"))).isEqualTo("more");
  }
}
