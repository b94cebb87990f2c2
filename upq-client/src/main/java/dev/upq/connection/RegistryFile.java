// SPDX-License-Identifier: Apache-2.0
package dev.upq.connection;

import dev.upq.config.PgConfig;
import dev.upq.fault.PgProtocolException;
import dev.upq.statement.PreparedStatementRegistry;
import dev.upq.type.PgTypeRegistry;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What is known of statements, in a file. Immutable and thread-safe: the file is replaced whole, by
 * a rename. It blocks.
 *
 * <p>The file holds texts, parameter types, columns and counts, never a value. Texts may hold
 * literals, so that the file is made for its owner alone where the file system can say so.
 * Descriptions whose types are not built in are left out: such oids differ from database to
 * database.
 *
 * <pre>
 * upq statements 1 SHA-256 of what follows, 64 digits LF
 * for whom and the statements, see {@link RegistryText}
 * </pre>
 *
 * <p>A file that is damaged in any way, of another version, or for another database counts as none.
 * That is told as a sentence, and nobody fails by it.
 */
final class RegistryFile {

  /** A larger file is not read, and none is written: 64 MiB. */
  static final int MAX_BYTES = 64 << 20;

  private static final String MAGIC = "upq statements 1 ";
  private static final int HEAD_BYTES = MAGIC.length() + 64 + 1;

  private final Path path;
  private final String whose;
  private final PgTypeRegistry types;

  RegistryFile(Path path, PgConfig config, PgTypeRegistry types) {
    this.path = path.toAbsolutePath();
    this.types = types;
    this.whose =
        config.hosts().stream().map(Object::toString).collect(Collectors.joining(","))
            + '\n'
            + config.database()
            + '\n'
            + config.user()
            + '\n'
            + config.startupParameters().getOrDefault("options", "");
  }

  /**
   * Gives the registry what the file holds.
   *
   * @return what is wrong with the file, in one line; empty where nothing is, or there is no file
   */
  Optional<String> load(PreparedStatementRegistry registry) {
    if (Files.notExists(path)) {
      return Optional.empty();
    }
    if (!Files.isRegularFile(path)) {
      return problem("is not a plain file", "nothing is known at first");
    }
    try (InputStream in = Files.newInputStream(path)) {
      String why = load(registry, in.readNBytes(MAX_BYTES + 1));
      return why.isEmpty() ? Optional.empty() : problem(why, "nothing is known at first");
    } catch (IOException unreadable) {
      return problem("cannot be read" + reason(unreadable), "nothing is known at first");
    }
  }

  /**
   * As {@link #load(PreparedStatementRegistry)}, of a file's bytes; what is wrong with them, or an
   * empty text.
   */
  String load(PreparedStatementRegistry registry, byte[] all) {
    if (all.length < HEAD_BYTES || all.length > MAX_BYTES) {
      return "is damaged: its length cannot be";
    }
    String head = new String(all, 0, HEAD_BYTES, StandardCharsets.ISO_8859_1);
    if (!head.startsWith(MAGIC)) {
      return "is not a file of statements of this version";
    }
    if (!head.equals(head(all, HEAD_BYTES))) {
      return "is damaged: its checksum differs";
    }
    try {
      Optional<RegistryText.Content> content = RegistryText.read(all, HEAD_BYTES, whose, types);
      content.ifPresent(found -> registry.restore(found.home(), found.statements()));
      return content.isPresent() ? "" : "is for other hosts, another database, user or options";
    } catch (PgProtocolException damaged) {
      return "is damaged: " + damaged.getMessage();
    }
  }

  /**
   * Writes what the registry knows.
   *
   * @return why it could not be written, in one line; empty where it was
   */
  Optional<String> save(PreparedStatementRegistry registry) {
    byte[] body =
        RegistryText.write(whose, registry.home(), registry.kept(), MAX_BYTES - HEAD_BYTES);
    byte[] head = head(body, 0).getBytes(StandardCharsets.ISO_8859_1);
    byte[] all = new byte[head.length + body.length];
    System.arraycopy(head, 0, all, 0, head.length);
    System.arraycopy(body, 0, all, head.length, body.length);
    try {
      write(all);
      return Optional.empty();
    } catch (IOException unwritable) {
      return problem("cannot be written" + reason(unwritable), "what is known is not kept");
    }
  }

  private void write(byte[] all) throws IOException {
    Path temporary = Files.createTempFile(path.getParent(), ".upq-statements", ".tmp");
    boolean moved = false;
    try {
      Files.write(temporary, all);
      Files.move(
          temporary, path, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
      moved = true;
    } finally {
      if (!moved) {
        Files.deleteIfExists(temporary);
      }
    }
  }

  private static String head(byte[] bytes, int from) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      digest.update(bytes, from, bytes.length - from);
      return MAGIC + HexFormat.of().formatHex(digest.digest()) + '\n';
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("every JDK has SHA-256", impossible);
    }
  }

  private static String reason(IOException failed) {
    @Nullable String why =
        failed instanceof FileSystemException its && its.getReason() != null
            ? its.getReason()
            : failed.getClass().getSimpleName();
    return " (" + Objects.requireNonNullElse(why, "no reason given") + ")";
  }

  private Optional<String> problem(String what, String outcome) {
    return Optional.of("statement_registry_file " + path + " " + what + "; " + outcome);
  }
}
