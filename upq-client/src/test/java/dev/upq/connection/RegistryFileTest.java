// SPDX-License-Identifier: Apache-2.0
package dev.upq.connection;

import static org.assertj.core.api.Assertions.assertThat;

import dev.upq.codec.BuiltinTypes;
import dev.upq.config.PgConfig;
import dev.upq.row.Column;
import dev.upq.row.Columns;
import dev.upq.statement.KeptStatement;
import dev.upq.statement.PreparedStatement;
import dev.upq.statement.PreparedStatementRegistry;
import dev.upq.statement.RegisteredStatement;
import dev.upq.type.PgType;
import dev.upq.type.PgTypeRegistry;
import dev.upq.wire.Format;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is known of statements, written to a file and read again. */
class RegistryFileTest {

  private static final int HEAD = "upq statements 1 ".length() + 64 + 1;
  private static final PgTypeRegistry TYPES = BuiltinTypes.registry();

  @TempDir private Path directory;

  private final PreparedStatementRegistry registry = PreparedStatementRegistry.named();

  private RegistryFile file(String settings) {
    return new RegistryFile(
        directory.resolve("known"),
        PgConfig.parse("host=a,b port=1,2 user=u dbname=d password=secret " + settings),
        TYPES);
  }

  private static PreparedStatement described(RegisteredStatement text, int... oids) {
    List<PgType> types = IntStream.of(oids).mapToObj(TYPES::type).toList();
    List<Column> columns =
        types.stream()
            .map(type -> new Column("c" + type.oid() + "ä", 99, 3, type, 7, Format.BINARY))
            .toList();
    return text.described(text.nextName(), types, new Columns(columns), oids.length > 0);
  }

  private void fill() {
    described(registry.text("select 1", "home"), 23, 25);
    described(registry.text("update t set a = $1, b = '€😀'", "home"));
    described(registry.text("select 1", "away, \"odd\""), 20, 1700, 1184);
    registry.text("select 1", "home");
    registry.text("not described", "home");
  }

  private byte[] saved() throws IOException {
    fill();
    assertThat(file("").save(registry)).isEmpty();
    return Files.readAllBytes(directory.resolve("known"));
  }

  private Optional<String> load(byte[] bytes, PreparedStatementRegistry into) throws IOException {
    Files.write(directory.resolve("known"), bytes);
    return file("").load(into);
  }

  private static List<String> shown(PreparedStatementRegistry registry) {
    return registry.kept().stream().map(RegistryFileTest::shown).toList();
  }

  private static String shown(KeptStatement kept) {
    return kept.searchPath()
        + "|"
        + kept.sql()
        + "|"
        + kept.uses()
        + "|"
        + kept.parameters().stream().map(PgType::oid).toList()
        + "|"
        + columns(kept)
        + "|"
        + kept.returnsRows();
  }

  private static List<Column> columns(KeptStatement kept) {
    List<Column> columns = new ArrayList<>();
    kept.columns().forEach(columns::add);
    return columns;
  }

  @Test
  void whatIsWrittenIsReadAgain() throws IOException {
    saved();
    PreparedStatementRegistry next = PreparedStatementRegistry.named();
    assertThat(file("").load(next)).isEmpty();
    assertThat(shown(next)).isEqualTo(shown(registry)).hasSize(3);
    assertThat(next.home()).contains("home");
    try (Stream<Path> files = Files.list(directory)) {
      assertThat(files).hasSize(1);
    }
    if (directory.getFileSystem().supportedFileAttributeViews().contains("posix")) {
      assertThat(
              PosixFilePermissions.toString(
                  Files.getPosixFilePermissions(directory.resolve("known"))))
          .isEqualTo("rw-------");
    }
  }

  @Test
  void noFileIsNoProblem() {
    assertThat(file("").load(registry)).isEmpty();
    assertThat(registry.counts().texts()).isZero();
  }

  @Test
  void itHoldsNoPassword() throws IOException {
    assertThat(new String(saved(), StandardCharsets.ISO_8859_1)).doesNotContain("secret");
  }

  @Test
  void typesOfTheDatabasesOwnAreLeftOut() throws IOException {
    described(registry.text("select 'mine'"), 16_384);
    described(registry.text("select 'no type'"), 0);
    described(registry.text("select 'built in'"), 16_383);
    byte[] bytes = saved();
    PreparedStatementRegistry next = PreparedStatementRegistry.named();
    assertThat(load(bytes, next)).isEmpty();
    assertThat(next.find("select 'mine'")).isNull();
    assertThat(next.find("select 'no type'")).isNull();
    assertThat(next.find("select 'built in'")).isNotNull();
  }

  @Test
  void itIsForTheSameHostsDatabaseUserAndOptions() throws IOException {
    saved();
    for (String other :
        List.of("host=a,c", "port=1,3", "dbname=e", "user=v", "options='-c search_path=x'")) {
      PreparedStatementRegistry next = PreparedStatementRegistry.named();
      assertThat(file(other).load(next)).as(other).isPresent();
      assertThat(next.counts().texts()).isZero();
    }
    assertThat(file("application_name=x pool_max=3").load(registry)).isEmpty();
  }

  @Test
  void cutOffAtAnyByteItCountsAsNone() throws IOException {
    byte[] whole = saved();
    RegistryFile file = file("");
    for (int length = 0; length < whole.length; length++) {
      refused(file, Arrays.copyOf(whole, length), "cut to " + length);
    }
    refused(file, Arrays.copyOf(whole, whole.length + 1), "one byte more");
  }

  @Test
  void withAnyBitTurnedItCountsAsNone() throws IOException {
    byte[] whole = saved();
    RegistryFile file = file("");
    for (int bit = 0; bit < 8 * whole.length; bit++) {
      byte[] turned = whole.clone();
      turned[bit / 8] ^= (byte) (1 << bit % 8);
      refused(file, turned, "bit " + bit);
    }
  }

  private void refused(RegistryFile file, byte[] bytes, String what) {
    PreparedStatementRegistry next = PreparedStatementRegistry.named();
    String why = file.load(next, bytes);
    assertThat(why).as(what).isNotEmpty().doesNotContain("\n");
    assertThat(next.counts().texts()).as(what).isZero();
  }

  @Test
  void bytesThatNobodyWroteAreRefusedOrReadButNeverFailUnderARightChecksum()
      throws IOException, NoSuchAlgorithmException {
    byte[] body = Arrays.copyOfRange(saved(), HEAD, saved().length);
    long seed = 20_261_123L;
    SplittableRandom random = new SplittableRandom(seed);
    RegistryFile file = file("");
    int refused = 0;
    for (int i = 0; i < 20_000; i++) {
      byte[] other =
          Arrays.copyOf(body, random.nextInt(4) == 0 ? random.nextInt(body.length) : body.length);
      for (int flips = random.nextInt(8); flips >= 0 && other.length > 0; flips--) {
        other[random.nextInt(other.length)] = (byte) random.nextInt();
      }
      PreparedStatementRegistry next = PreparedStatementRegistry.named();
      String why = file.load(next, withHead(other));
      assertThat(next.counts().texts()).as("seed %d, step %d", seed, i).isLessThanOrEqualTo(20);
      refused += !why.isEmpty() ? 1 : 0;
    }
    assertThat(refused).isGreaterThan(10_000);
  }

  private static byte[] withHead(byte[] body) throws NoSuchAlgorithmException {
    String sum = HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(body));
    byte[] head = ("upq statements 1 " + sum + "\n").getBytes(StandardCharsets.ISO_8859_1);
    byte[] all = Arrays.copyOf(head, head.length + body.length);
    System.arraycopy(body, 0, all, head.length, body.length);
    return all;
  }

  @Test
  void whatIsNoPlainFileIsNotReadAndWhatCannotBeWrittenIsTold() throws IOException {
    fill();
    Files.createDirectory(directory.resolve("known"));
    assertThat(file("").load(registry)).get().asString().contains("not a plain file");
    Files.writeString(directory.resolve("known").resolve("child"), "x");
    assertThat(file("").save(registry)).get().asString().contains("cannot be written");
    try (Stream<Path> files = Files.list(directory)) {
      assertThat(files).as("no temporary file stays behind").hasSize(1);
    }
    RegistryFile nowhere =
        new RegistryFile(
            directory.resolve("no/such/place"), PgConfig.parse("host=a user=u"), TYPES);
    assertThat(nowhere.load(registry)).isEmpty();
    assertThat(nowhere.save(registry)).get().asString().contains("cannot be written");
  }
}
