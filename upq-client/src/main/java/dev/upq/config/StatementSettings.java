// SPDX-License-Identifier: Apache-2.0
package dev.upq.config;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * What is kept of statements, and where. Immutable. Sizes of texts are in bytes of UTF-8.
 *
 * @param cacheSize how many statements a connection keeps prepared, 0 to 65,536; 0 keeps none
 * @param cacheBytes how long their texts may be together on a connection
 * @param prepareThreshold how many uses of a text go unnamed before it is prepared under a name, 0
 *     to 1,000,000; 0 names it at its first use
 * @param registrySize how many texts a runtime knows, 1 to 1,048,576
 * @param registryBytes how long they may be together
 * @param warmSize how many of the most used statements a new connection is given ahead of use, 0 to
 *     65,536; 0 gives none
 * @param warmBytes how long their texts may be together
 * @param registryFile where what is known outlives the process; nowhere where empty
 * @param transactionPooler whether a pooler stands in between that hands sessions from transaction
 *     to transaction: nothing stays prepared
 * @param poolerAsked whether a runtime is to find out by itself that a pooler stands in between;
 *     not where {@code transaction_pooler} is set, to 0 or to 1
 */
public record StatementSettings(
    int cacheSize,
    long cacheBytes,
    int prepareThreshold,
    int registrySize,
    long registryBytes,
    int warmSize,
    long warmBytes,
    Optional<Path> registryFile,
    boolean transactionPooler,
    boolean poolerAsked) {

  private static final int MAX_STATEMENTS = 65_536;
  private static final int MAX_UNNAMED_USES = 1_000_000;
  private static final int MAX_TEXTS = 1 << 20;
  private static final long MAX_BYTES = 1L << 30;

  static StatementSettings of(Settings settings, List<String> warnings) {
    boolean pooler = settings.flag(Setting.TRANSACTION_POOLER, false);
    if (pooler && settings.text(Setting.OPTIONS).isPresent()) {
      warnings.add(
          "setting \"options\" with \"transaction_pooler\": a pooler may refuse it, or lose it with"
              + " the next session; ALTER ROLE or ALTER DATABASE ... SET holds for all sessions");
    }
    return new StatementSettings(
        settings.integer(Setting.STATEMENT_CACHE_SIZE, 256, 0, MAX_STATEMENTS),
        settings.number(Setting.STATEMENT_CACHE_BYTES, 8L << 20, 1, MAX_BYTES),
        settings.integer(Setting.STATEMENT_PREPARE_THRESHOLD, 0, 0, MAX_UNNAMED_USES),
        settings.integer(Setting.STATEMENT_REGISTRY_SIZE, 4_096, 1, MAX_TEXTS),
        settings.number(Setting.STATEMENT_REGISTRY_BYTES, 16L << 20, 1, MAX_BYTES),
        settings.integer(Setting.STATEMENT_WARM_SIZE, 32, 0, MAX_STATEMENTS),
        settings.number(Setting.STATEMENT_WARM_BYTES, 64L << 10, 0, MAX_BYTES),
        registryFile(settings),
        pooler,
        settings.text(Setting.TRANSACTION_POOLER).isEmpty());
  }

  private static Optional<Path> registryFile(Settings settings) {
    Optional<String> text = settings.text(Setting.STATEMENT_REGISTRY_FILE);
    if (text.isEmpty()) {
      return Optional.empty();
    }
    Optional<Path> path = TextFile.path(text.get());
    if (path.isEmpty()) {
      throw settings.refuse(Setting.STATEMENT_REGISTRY_FILE, "is not a path");
    }
    return path;
  }

  /** True where statements stay prepared on a connection. */
  public boolean keepsPrepared() {
    return cacheSize > 0 && !transactionPooler;
  }
}
