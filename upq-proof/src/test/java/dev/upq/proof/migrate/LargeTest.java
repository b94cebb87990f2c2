// SPDX-License-Identifier: Apache-2.0
package dev.upq.proof.migrate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.upq.config.PgConfig;
import dev.upq.connection.PgConnection;
import dev.upq.migrate.MigrationFile;
import dev.upq.migrate.MigrationReport;
import dev.upq.migrate.MigrationSource;
import dev.upq.migrate.PgMigrator;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Long files, and many of them. */
class LargeTest {

  private static final int LINES = Integer.getInteger("upq.migrate.lines", 50_000);
  private static final int MIGRATIONS = Integer.getInteger("upq.migrate.migrations", 200);

  @TempDir private Path folder;

  @Test
  @DisplayName("MG-20: what pg_dump writes is loaded: \\restrict, settings, and data through COPY")
  void aDumpIsLoaded() throws IOException {
    StringBuilder dump =
        new StringBuilder(
            """
            --
            -- PostgreSQL database dump
            --

            \\restrict x7Jq

            SET statement_timeout = 0;
            SET lock_timeout = 0;
            SET client_encoding = 'UTF8';
            SET standard_conforming_strings = on;
            SELECT pg_catalog.set_config('search_path', '', false);
            SET check_function_bodies = false;
            SET default_tablespace = '';

            CREATE TABLE public.flight (
                id integer NOT NULL,
                note text
            );

            COPY public.flight (id, note) FROM stdin;
            """);
    for (int i = 0; i < LINES; i++) {
      dump.append(i).append("\tnote; of 'flight' $$ \\\\. ").append(i).append(" \u00e9\n");
    }
    dump.append(
        "\\.\n\nALTER TABLE ONLY public.flight ADD CONSTRAINT flight_pkey PRIMARY KEY (id);\n");
    dump.append("\n\\unrestrict x7Jq\n");
    Files.writeString(folder.resolve("1_dump.sql"), dump);
    try (Ground ground = Ground.create()) {
      PgMigrator.builder(ground.config()).source(MigrationSource.directory(folder)).build().up();
      assertThat(ground.count("public.flight")).isEqualTo(LINES);
      assertThat(
              ground
                  .sql()
                  .query("select note from public.flight where id = $1", LINES - 1)
                  .oneText())
          .isEqualTo("note; of 'flight' $$ \\. " + (LINES - 1) + " \u00e9");
    }
  }

  @Test
  @DisplayName("MG-28: with many applied and nothing to do no lock is taken, nothing is written")
  void nothingToDoTakesNoLock() {
    List<MigrationFile> files = new ArrayList<>();
    for (int i = 1; i <= MIGRATIONS; i++) {
      files.add(
          MigrationFile.of(
              "%05d_step.up.sql".formatted(i), "insert into steps values (" + i + ");\n"));
    }
    try (Ground ground = Ground.create()) {
      ground.sql().script("create table steps (x int)");
      write(files);
      PgMigrator all =
          PgMigrator.builder(ground.config()).source(MigrationSource.directory(folder)).build();
      assertThat(
              PgMigrator.builder(ground.config())
                  .source(MigrationSource.of(files))
                  .group(true)
                  .build()
                  .up()
                  .steps())
          .hasSize(MIGRATIONS);
      // Who would take the lock waits for ever.
      try (PgConnection holder = Ground.connect(ground.config())) {
        for (int key : locksOf(ground)) {
          holder.query("select pg_advisory_lock($1, $2)", 0x757071, key);
        }
        long best = Long.MAX_VALUE;
        long first = 0;
        for (int i = 0; i < 20; i++) {
          long begun = System.nanoTime();
          MigrationReport report = all.up();
          long took = System.nanoTime() - begun;
          first = i == 0 ? took : first;
          best = Math.min(best, took);
          assertThat(report.steps()).isEmpty();
          assertThat(report.unchanged()).isEqualTo(MIGRATIONS);
        }
        System.out.printf(
            Locale.ROOT,
            "%d applied, nothing to do: first %.1f ms, best of 20 %.1f ms; connect alone %.1f ms%n",
            MIGRATIONS,
            first / 1e6,
            best / 1e6,
            connecting(ground.config()) / 1e6);
      }
    }
  }

  private void write(List<MigrationFile> files) {
    for (MigrationFile file : files) {
      try (var in = file.open()) {
        Files.write(folder.resolve(file.name()), in.readAllBytes());
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  /** The key that a migrator of this database takes: seen while one is at work. */
  private static List<Integer> locksOf(Ground ground) {
    List<Integer> keys = new ArrayList<>();
    PgMigrator.builder(ground.config())
        .source(MigrationSource.of(List.of(MigrationFile.of("R__x.sql", "select 1"))))
        .allowMissing(true)
        .listener(
            event -> {
              if (keys.isEmpty()) {
                keys.addAll(
                    ground
                        .sql()
                        .query(
                            "select objid::bigint::int from pg_locks where locktype = 'advisory'"
                                + " and classid = 7696497 and database = (select oid from"
                                + " pg_database where datname = current_database())")
                        .list(Integer.class));
              }
            })
        .build()
        .up();
    ground.sql().script("delete from migrations_log where kind = 'repeatable'");
    return keys;
  }

  private static long connecting(PgConfig config) {
    long best = Long.MAX_VALUE;
    for (int i = 0; i < 20; i++) {
      long begun = System.nanoTime();
      Ground.connect(config).close();
      best = Math.min(best, System.nanoTime() - begun);
    }
    return best;
  }
}
