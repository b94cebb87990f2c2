// SPDX-License-Identifier: Apache-2.0
package dev.upq.migrate;

import java.nio.file.Path;
import java.util.List;

/**
 * Where migrations are kept. Implement it to keep them elsewhere; it is asked by one thread at a
 * time, once a run.
 *
 * <p>Names, with a version from 1 to 9223372036854775807 that is a number or a timestamp:
 *
 * <pre>
 *   0007_add_gate.up.sql, 0007_add_gate.down.sql    two files; the second may be missing
 *   0007_add_gate.sql                               both in one, behind -- upq: up and -- upq: down
 *   R__routes.sql                                   repeatable: applied again whenever it changes
 * </pre>
 *
 * Gaps are allowed. {@code 007} and {@code 7} are the same version, and two files for one version
 * are refused. What does not end in {@code .sql} is passed over; what does and is not named so is
 * refused. Folders inside are not looked into.
 */
@FunctionalInterface
public interface MigrationSource {

  /**
   * All files, in any order.
   *
   * @throws MigrationException where they cannot be listed ({@code SOURCE})
   */
  List<MigrationFile> files();

  /** The files of a folder. */
  static MigrationSource directory(Path folder) {
    return new FolderSource(folder);
  }

  /** The files of a folder on the class path of the calling thread's class loader. */
  static MigrationSource classPath(String folder) {
    ClassLoader its = Thread.currentThread().getContextClassLoader();
    return classPath(folder, its == null ? ClassLoader.getSystemClassLoader() : its);
  }

  /**
   * The files of a folder on a class path: in a directory, in a jar, in a jar within a jar. Where a
   * folder cannot be listed, as in a native image or in a jar without entries for folders, a file
   * {@code upq-migrations.txt} in it names them, one a line.
   *
   * @param folder without a slash in front: {@code migrations}, {@code db/migrations}
   */
  static MigrationSource classPath(String folder, ClassLoader loader) {
    return new ClassPathSource(folder, loader);
  }

  /** These files. */
  static MigrationSource of(List<MigrationFile> files) {
    List<MigrationFile> all = List.copyOf(files);
    return () -> all;
  }
}
